public import JSON

/// How the CLI confines the commands it runs. Merged into the settings as one JSON text (protocol notes 2.1, hosting contract E5).
public struct SandboxSettings: Sendable, Hashable {
    /// Whether commands are confined.
    public var isEnabled: Bool?
    /// Whether the CLI refuses to go on when it cannot confine.
    public var failsIfUnavailable: Bool?
    /// Whether a confined command needs no permission.
    public var autoAllowsBash: Bool?
    /// Commands that run outside. Allowing the Docker socket gives the host away.
    public var excludedCommands: [String]?
    /// Whether the model may ask to run a command outside.
    public var allowsUnsandboxedCommands: Bool?
    /// Whether weaker confinement is accepted inside a container.
    public var enablesWeakerNestedSandbox: Bool?
    /// What the network lets through.
    public var network: Network?
    /// Which files can be read and written.
    public var filesystem: Filesystem?
    /// Fields this type does not know, written after the others.
    public var additional: JSONObject

    /// Makes settings; whatever is not set is left to the CLI.
    public init(isEnabled: Bool? = nil, failsIfUnavailable: Bool? = nil) {
        self.isEnabled = isEnabled
        self.failsIfUnavailable = failsIfUnavailable
        self.additional = JSONObject()
    }

    /// The `sandbox` object of the settings.
    public var json: JSONObject {
        var object = JSONObject()
        object.set("enabled", isEnabled)
        object.set("failIfUnavailable", failsIfUnavailable)
        object.set("autoAllowBashIfSandboxed", autoAllowsBash)
        object.set("excludedCommands", excludedCommands)
        object.set("allowUnsandboxedCommands", allowsUnsandboxedCommands)
        object.set("enableWeakerNestedSandbox", enablesWeakerNestedSandbox)
        object.set("network", network?.json)
        object.set("filesystem", filesystem?.json)
        for (key, value) in additional { object[key] = value }
        return object
    }
}

extension SandboxSettings {
    /// What a confined command may reach over the network.
    public struct Network: Sendable, Hashable {
        /// Hosts that may be reached.
        public var allowedDomains: [String]?
        /// Hosts that may not.
        public var deniedDomains: [String]?
        /// Unix sockets that may be used.
        public var allowedUnixSockets: [String]?
        /// Whether every Unix socket may be used.
        public var allowsAllUnixSockets: Bool?
        /// Whether listening on a local port is allowed.
        public var allowsLocalBinding: Bool?
        /// The port of an HTTP proxy of one's own.
        public var httpProxyPort: Int?
        /// The port of a SOCKS proxy of one's own.
        public var socksProxyPort: Int?

        /// Makes settings that say nothing.
        public init() {}

        var json: JSONObject {
            var object = JSONObject()
            object.set("allowedDomains", allowedDomains)
            object.set("deniedDomains", deniedDomains)
            object.set("allowUnixSockets", allowedUnixSockets)
            object.set("allowAllUnixSockets", allowsAllUnixSockets)
            object.set("allowLocalBinding", allowsLocalBinding)
            object.set("httpProxyPort", httpProxyPort)
            object.set("socksProxyPort", socksProxyPort)
            return object
        }
    }

    /// Which files a confined command may touch.
    public struct Filesystem: Sendable, Hashable {
        /// Paths that may be written.
        public var allowsWriting: [String]?
        /// Paths that may not be written.
        public var deniesWriting: [String]?
        /// Paths that may be read in spite of a denial.
        public var allowsReading: [String]?
        /// Paths that may not be read.
        public var deniesReading: [String]?

        /// Makes settings that say nothing.
        public init() {}

        var json: JSONObject {
            var object = JSONObject()
            object.set("allowWrite", allowsWriting)
            object.set("denyWrite", deniesWriting)
            object.set("allowRead", allowsReading)
            object.set("denyRead", deniesReading)
            return object
        }
    }
}
