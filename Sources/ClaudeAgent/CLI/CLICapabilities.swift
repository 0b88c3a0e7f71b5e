public import JSON

/// What a running CLI says about itself in its answer to initialize (protocol notes 6.1).
public struct CLICapabilities: JSONBacked {
    /// The whole answer.
    public let json: JSONObject

    /// Views an answer.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The version.
    public var version: CLIVersion? { json.string("claude_code_version").flatMap(CLIVersion.init) }
    /// The process id it has for itself; differs from the host's inside a pid namespace.
    public var processID: Int? { json.int("pid") }
    /// The permission mode in force.
    public var permissionMode: PermissionMode? { json.string("current_permission_mode").flatMap(PermissionMode.init(rawValue:)) }
    /// Whether it works.
    public var sessionState: SessionState? { json.string("session_state").map(SessionState.init(rawValue:)) }
    /// Features by name, such as `interrupt_receipt_v1`.
    public var features: Set<String> { Set(json.strings("capabilities")) }
    /// Slash commands, each with `name`, `description`, `argumentHint`.
    public var commands: [JSONObject] { json.objects("commands") }
    /// Subagents.
    public var agents: [JSONObject] { json.objects("agents") }
    /// Models, each with `value`, `displayName`, `description`.
    public var models: [JSONObject] { json.objects("models") }
    /// The output style in use.
    public var outputStyle: String? { json.string("output_style") }
    /// Where token and key came from, and who serves the model.
    public var account: JSONObject? { json.object("account") }
    /// Whether `onFailure` of hooks is obeyed.
    public var supportsHookOnFailure: Bool { json.bool("hook_on_failure_supported") ?? false }
    /// Whether the hooks sent along are in force; `nil` when it does not say.
    public var appliedHooks: Bool? { json.bool("hooks_applied") }

    /// Whether a hook may put a call off, and is asked about it again when the conversation is resumed (protocol notes 13.1). The CLI does
    /// not say so itself: those that do are known by their versions.
    public var canPostponeCalls: Bool { supportsHookOnFailure && version.map { $0 >= .postponingCalls } ?? false }

    /// Refuses a CLI that could let calls past the hooks that guard them.
    ///
    /// - Throws: ``AgentError/Code/unsupportedCapability`` when a hook of `registry` blocks on failure and this CLI does not
    ///   promise to (protocol notes 6.1).
    public func check(_ registry: HookRegistry) throws(AgentError) {
        guard registry.blocksOnFailure else { return }
        guard supportsHookOnFailure else {
            throw AgentError(
                .unsupportedCapability,
                "claude \(version?.description ?? "of unknown version") does not obey onFailure \"block\", so a failed guard hook would let the "
                    + "call through; use a newer CLI, or set onFailure to .continue and accept that"
            )
        }
        guard appliedHooks != false else {
            throw AgentError(.unsupportedCapability, "claude did not put the hooks into force, so nothing guards its calls; do not go on")
        }
    }

    /// Refuses a CLI older than this library can drive. An answer without a version passes.
    ///
    /// - Throws: ``AgentError/Code/unsupportedCapability``.
    public func checkVersion(minimum: CLIVersion = .minimum) throws(AgentError) {
        guard let version, version < minimum else { return }
        throw AgentError(.unsupportedCapability, "claude \(version) is older than \(minimum); install a newer one")
    }
}
