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

    /// Tells of a failpoint.
    func reach(_ point: Failpoint) { hosts.services.reach(point) }

    /// Turns of one session that may wait.
    var queueDepth: Int { hosts.services.limits.depth }

    private func with<Value>(_ session: SessionID, _ body: (SessionHost) async throws -> Value) async throws -> Value {
        do { return try await hosts.with(session, body) } catch { throw ManagedError.translated(error) }
    }

    /// Takes in what a client sends, all of it or nothing; gives the number of the first of its entries. When this returns it is safe.
    ///
    /// - Parameter check: Called once a removal would be noticed; throws when the session has been removed before.
    func take(_ inputs: [SessionInput], in session: SessionID, _ check: () async throws -> Void) async throws -> Int {
        // Nobody leaves it: a turn of /v1 goes on whether or not anybody looks.
        try await with(session) { host in
            try await check()
            return try await host.take(inputs)
        }
    }

    /// Calls `body` once whatever else is done to the session's record is done, and before anything else is.
    func inOrder<Value>(_ session: SessionID, _ body: () async throws -> Value) async throws -> Value {
        try await with(session) { host in try await host.changes.perform(body) }
    }

    /// Calls `body` while the session has no turn and takes none in.
    ///
    /// - Throws: `ManagedError` 400 where it has one.
    func atRest<Value>(_ session: SessionID, _ body: () async throws -> Value) async throws -> Value {
        try await with(session) { host in
            do {
                let isOver = try await host.log().sessionState.openTurns.isEmpty
                if isOver { try await rest(host) } else { try host.beginLeaving(interrupts: false) }
            } catch is SessionRefusal {
                throw ManagedError.invalid(field: "agent", "cannot be changed while the session runs or waits for an answer")
            }
            defer { host.stay() }
            return try await body()
        }
    }

    /// Says in the session's journal what has been changed in its record, unless it says so already.
    ///
    /// - Parameter name: By which the change is known.
    func tell(_ changes: JSONObject, name: String, in session: SessionID) async throws {
        try await with(session) { host in
            let log = try await host.log()
            guard log.sessionState.lastChange != name else { return }
            let body = changes.merging(["change": .string(name)])
            try await host.write(JournalDraft(.sessionUpdated, body: JSONValue.object(body).serialized()), log)
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
    ///
    /// - Parameter check: Called once the source cannot be removed any more; throws when it has been removed before.
    func fork(_ source: SessionID, into session: SessionID, _ check: () async throws -> Void) async throws {
        try await with(source) { host in
            do { try await rest(host) } catch {
                // Whoever has been removed is not merely busy.
                try await check()
                throw error
            }
            defer { host.stay() }
            try await check()
            // One that has had no turn knows nothing.
            guard let binding = try await host.log().sessionState.binding else { return }
            let files = hosts.services.files
            let copy = try await BlockingExecutor.shared.run { try files.fork(binding) }
            try await with(session) { fork in try await fork.write(.bound(copy), try await fork.log()) }
            await BlockingExecutor.shared.perform { files.keep(copy, for: session) }
        }
    }

    /// Ends a session for good: nothing runs in it any more, and its journal says so. A second time does nothing more.
    ///
    /// - Parameter decide: Called once no turn can begin any more; what it throws leaves the session as it is.
    func terminate(_ session: SessionID, _ decide: () async throws -> Void = {}) async throws {
        try await with(session) { host in
            try host.beginLeaving(interrupts: true)
            defer { host.stay() }
            try await decide()
            let log = try await host.log()
            try await host.recoverEnding()
            try await host.empty(within: Self.emptyTime)
            try await host.writeEndings(log)
            guard !log.sessionState.isTerminated else { return }
            try await host.write(JournalDraft(.sessionTerminated, body: JSONValue.object([:]).serialized()), log)
        }
    }

    /// Removes whatever is stored of a session: its events, workspace and processes. Those who follow it hear of it.
    ///
    /// - Parameters:
    ///   - interrupts: Whether a turn that runs or waits is cut off; else it is in the way.
    ///   - decide: Called once no turn can begin any more; what it throws leaves the session as it is.
    func remove(_ session: SessionID, interrupts: Bool = true, _ decide: () async throws -> Void = {}) async throws {
        try await with(session) { host in
            try host.beginLeaving(interrupts: interrupts)
            let log: SessionLog
            do {
                try await decide()
                log = try await host.log()
                try await host.empty(within: Self.emptyTime)
            } catch {
                host.stay()
                throw error
            }
            // Its log ends now: whoever comes next reads the journal anew.
            defer { hosts.forget(host) }
            try await host.end(log)
            guard log.lastNumber > 0 else { return }
            try await eraser.erase(session, folder: log.sessionState.binding?.folder)
            hosts.services.count.giveBack()
        }
    }
}
