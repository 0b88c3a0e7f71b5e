internal import ClaudeAgent
internal import Domain
internal import JSON
internal import Journal
internal import ManagedAgents

/// What the endpoints of /v1 do to the sessions that run.
struct SessionActions: Sendable {
    let hosts: SessionHosts
    let eraser: SessionEraser

    /// How long what runs in a session may take to end.
    private static let emptyTime = Duration.seconds(20)

    /// Turns of one session that may wait.
    var queueDepth: Int { hosts.services.limits.depth }

    private func with<Value>(_ session: SessionID, _ body: (SessionHost) async throws -> Value) async throws -> Value {
        do { return try await hosts.with(session, body) } catch { throw ManagedError.translated(error) }
    }

    /// Takes in a message; gives its uuid. When this returns it is safe.
    func accept(_ content: PromptContent, in session: SessionID) async throws -> String {
        try await with(session) { host in
            let accepted = try await host.accept(content, .enqueue, log: host.logger)
            host.leave(accepted.turn)
            return accepted.uuid
        }
    }

    /// Answers a call that waits; gives the answer's uuid.
    func answer(_ answer: CallAnswer, in session: SessionID) async throws -> String {
        throw ManagedError.invalid("no call waits in this session")
    }

    /// Cuts off what runs; gives the interrupt's uuid.
    func interrupt(_ session: SessionID) async throws -> String {
        let uuid = SessionIdentifier.random()
        try await with(session) { host in
            try await note(.interruptRequested, ["uuid": .string(uuid)], host)
            _ = host.interruptCurrent()
        }
        return uuid
    }

    /// Says in the session's journal what has been done to it.
    func note(_ kind: EventKind, _ body: JSONObject, in session: SessionID) async throws {
        try await with(session) { host in try await note(kind, body, host) }
    }

    private func note(_ kind: EventKind, _ body: JSONObject, _ host: SessionHost) async throws {
        _ = try await host.log().append([JournalDraft(kind, body: JSONValue.object(body).serialized())], durability: .flushed)
    }

    /// Ends a session for good: nothing runs in it any more, and its journal says so.
    ///
    /// - Parameter decide: Called once no turn can begin any more; what it throws leaves the session as it is.
    func terminate(_ session: SessionID, _ decide: () async throws -> Void) async throws {
        try await with(session) { host in
            try host.beginLeaving(interrupts: true)
            defer { host.stay() }
            try await decide()
            try await host.empty(within: Self.emptyTime)
            try await note(.sessionTerminated, [:], host)
        }
    }

    /// Removes whatever is stored of a session: its events, workspace and processes. Those who follow it hear of it.
    func remove(_ session: SessionID) async throws {
        try await with(session) { host in
            try host.beginLeaving(interrupts: true)
            defer { hosts.forget(host) }
            let log: SessionLog
            do {
                log = try await host.log()
                try await host.empty(within: Self.emptyTime)
            } catch {
                host.stay()
                throw error
            }
            try await host.end(log)
            guard log.lastNumber > 0 else { return }
            try await eraser.erase(session, folder: log.sessionState.binding?.folder)
            hosts.services.count.giveBack()
        }
    }
}
