public import JSON

/// What an interrupt came to.
public struct InterruptReceipt: JSONBacked {
    /// The whole answer.
    public let json: JSONObject

    /// Views an answer.
    public init(_ json: JSONObject) { self.json = json }

    /// The uuids of prompts that wait still and will be answered.
    public var stillQueued: [String] { json.strings("still_queued") }
    /// The uuids of prompts that were taken back.
    public var cancelled: [String] { json.strings("cancelled") }
}

/// What putting files back came to, or would come to.
public struct RewindReport: JSONBacked {
    /// The whole answer.
    public let json: JSONObject

    /// Views an answer.
    public init(_ json: JSONObject) { self.json = json }

    /// Whether there is a copy to go back to.
    public var canRewind: Bool { json.bool("canRewind") ?? false }
    /// Paths of the files that change.
    public var filesChanged: [String] { json.strings("filesChanged") }
    /// Lines that come back.
    public var insertions: Int? { json.int("insertions") }
    /// Lines that go.
    public var deletions: Int? { json.int("deletions") }
}

/// One MCP server as the CLI sees it.
public struct MCPServerStatus: JSONBacked {
    /// The whole entry.
    public let json: JSONObject

    /// Views an entry.
    public init(_ json: JSONObject) { self.json = json }

    /// The server's name.
    public var name: String { json.string("name") ?? "" }
    /// `connected`, `failed`, `needs-auth`, `pending` or `disabled`.
    public var status: String { json.string("status") ?? "" }
    /// Why it failed.
    public var error: String? { json.string("error") }
    /// The names of its tools.
    public var toolNames: [String] { json.objects("tools").compactMap { $0.string("name") } }
}

/// The control requests that hosts need most. All throw as ``request(_:)`` does, which takes every other one.
extension AgentSession {
    /// Ends the running turn, which then has its outcome, with the failure that says so. The session stays usable.
    ///
    /// - Parameter cancelQueued: Takes back the prompts that wait as well.
    @discardableResult
    public func interrupt(cancelQueued: Bool = false) async throws -> InterruptReceipt {
        InterruptReceipt(try await request(.interrupt(cancelQueued: cancelQueued ? true : nil)))
    }

    /// Takes back a prompt that waits. `false` when it is too late.
    @discardableResult
    public func cancel(prompt uuid: String) async throws -> Bool {
        try await request(.cancelAsyncMessage(uuid: uuid)).bool("cancelled") ?? false
    }

    /// Changes the model from the next model step on; `nil` goes back to the session's own. Gives the model's full name.
    @discardableResult
    public func setModel(_ model: String?) async throws -> String? {
        try await request(.setModel(model)).string("model")
    }

    /// Changes how calls are decided that no rule decides.
    public func setPermissionMode(_ mode: PermissionMode) async throws {
        try await request(.setPermissionMode(mode))
    }

    /// Changes how much the model thinks; `nil` leaves it to the CLI.
    public func setMaxThinkingTokens(_ tokens: Int?, display: ThinkingDisplay? = nil) async throws {
        try await request(.setMaxThinkingTokens(tokens, display: display))
    }

    /// The MCP servers and what has become of them.
    public func mcpStatus() async throws -> [MCPServerStatus] {
        try await request(.mcpStatus).objects("mcpServers").map(MCPServerStatus.init)
    }

    /// Connects an MCP server again.
    public func reconnectMCPServer(_ name: String) async throws {
        try await request(.mcpReconnect(serverName: name))
    }

    /// Turns an MCP server on or off.
    public func setMCPServer(_ name: String, isEnabled: Bool) async throws {
        try await request(.mcpToggle(serverName: name, enabled: isEnabled))
    }

    /// What fills the context, by category.
    public func contextUsage(detail: ControlRequest.ContextDetail? = nil) async throws -> JSONObject {
        try await request(.getContextUsage(detail: detail))
    }

    /// The models that can be chosen, each with `value`, `displayName`, `description`.
    public func models() async throws -> [JSONObject] {
        try await request(.listModels).objects("models")
    }

    /// The settings in force and where they come from.
    public func settings() async throws -> JSONObject { try await request(.getSettings) }

    /// Puts files back as they were at a prompt, named by its uuid. Needs ``AgentOptions/enablesFileCheckpointing``.
    ///
    /// - Parameters:
    ///   - uuid: The prompt's uuid.
    ///   - dryRun: Reports and changes nothing.
    @discardableResult
    public func rewindFiles(toPrompt uuid: String, dryRun: Bool = false) async throws -> RewindReport {
        RewindReport(try await request(.rewindFiles(userMessageID: uuid, dryRun: dryRun ? true : nil)))
    }

    /// Ends a background task. One that does not exist is no error.
    public func stopTask(_ id: String) async throws {
        try await request(.stopTask(id: id))
    }

    /// Gives the session a title.
    public func rename(to title: String) async throws {
        try await request(.renameSession(title: title, source: nil, sessionID: nil))
    }

    /// Ends the session; the process exits and ``next()`` then gives `nil`.
    public func endSession() async throws {
        try await request(.endSession)
    }
}
