/// An MCP server that an agent may use.
public struct MCPServerDefinition: Sendable, Hashable {
    /// How the server is reached.
    public enum Transport: Sendable, Hashable {
        /// Over HTTP, at this URL.
        case url(String)
        /// As a child process: a program with arguments and environment. An addition of ours to the public shape.
        case stdio(command: String, arguments: [String], environment: [String: String])
    }

    /// The name that toolsets refer to.
    public var name: String
    /// How the server is reached.
    public var transport: Transport

    /// A server.
    public init(name: String, transport: Transport) {
        self.name = name
        self.transport = transport
    }

    /// Whether it runs a program on this machine.
    public var runsProgram: Bool {
        if case .stdio = transport { true } else { false }
    }
}
