internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import ManagedAgents

/// What the endpoints of /v1 do to the sessions that run.
struct SessionActions: Sendable {
    let hosts: SessionHosts
    let eraser: SessionEraser

    /// How long what runs in a session may take to end.
    private static let emptyTime = Duration.seconds(20)
    /// How long a turn that is over may take to be over for its process too.
    private static let restTime = Duration.seconds(5)
    private static let pause = Duration.milliseconds(20)

    /// Turns of one session that may wait.
    var queueDepth: Int { hosts.services.limits.depth }

    private func with<Value>(_ session: SessionID, _ body: (SessionHost) async throws -> Value) async throws -> Value {
        do { return try await hosts.with(session, body) } catch { throw ManagedError.translated(error) }
    }

    /// Takes in what a client sends, all of it or nothing; gives the number of the first of its entries. When this returns it is safe.
    func take(_ inputs: [SessionInput], in session: SessionID) async throws -> Int {
        // Nobody leaves it: a turn of /v1 goes on whether or not anybody looks.
        try await with(session) { host in try await host.take(inputs) }
    }

    /// Says in the session's journal what has been done to it.
    func note(_ kind: EventKind, _ body: JSONObject, in session: SessionID) async throws {
        try await with(session) { host in try await note(kind, body, host) }
    }

    private func note(_ kind: EventKind, _ body: JSONObject, _ host: SessionHost) async throws {
        try await write(JournalDraft(kind, body: JSONValue.object(body).serialized()), host)
    }

    /// A session is counted with its first event.
    private func write(_ draft: JournalDraft, _ host: SessionHost) async throws {
        let (log, count) = (try await host.log(), hosts.services.count)
        let isNew = log.lastNumber == 0
        if isNew, !count.take() { throw ServerError.tooManySessions(count.limit) }
        do { _ = try await log.append([draft], durability: .flushed) } catch {
            if isNew { count.giveBack() }
            throw error
        }
    }

    /// Keeps turns from beginning, once none runs: the last one is over for clients a little before it is for its process.
    private func rest(_ host: SessionHost) async throws {
        let clock = hosts.services.clock
        let deadline = clock.now + Self.restTime
        while true {
            do { return try host.beginLeaving(interrupts: false) } catch  where clock.now < deadline {
                try await clock.sleep(for: Self.pause)
            }
        }
    }

    /// Gives a new session what another one knows: its conversation and its workspace. In neither does a turn run meanwhile.
    func fork(_ source: SessionID, into session: SessionID) async throws {
        try await with(source) { host in
            try await rest(host)
            defer { host.stay() }
            guard let binding = try await host.log().sessionState.binding else { return }
            let files = hosts.services.files
            let copy = try await BlockingExecutor.shared.run { try files.fork(binding) }
            try await with(session) { fork in try await write(.bound(copy), fork) }
            await BlockingExecutor.shared.perform { files.keep(copy, for: session) }
        }
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
