internal import Domain
internal import Journal
internal import ManagedAgents

/// Removes sessions: with a server, once nothing happens in them any more; without one, at once.
struct SessionRemoval: Sendable {
    /// How a session is removed.
    struct Manner: Sendable {
        /// Whether a turn that runs or waits is interrupted.
        var isForced = false
        /// Only if this is still the time of its last event.
        var lastTime: Int64?
    }

    let eraser: SessionEraser
    /// The sessions of the server; `nil` where none runs.
    let hosts: SessionHosts?
    /// Removes those of /v1 with what they have there; `nil` where no server serves it.
    var lifecycle: SessionLifecycle?
    /// What is kept of those of /v1, where no server runs.
    var records: SessionRecords?

    /// How long a session's turns and process may take to end.
    private static let emptyTime = Duration.seconds(30)

    /// Removes a session; false when it has been used meanwhile, and was to be removed for its age.
    ///
    /// - Throws: `SessionRefusal`, and what `SessionEraser` throws.
    func remove(_ summary: SessionSummary, _ manner: Manner) async throws -> Bool {
        guard let hosts else { return try await removeUnserved(summary, manner) }
        if let isRemoved = try await removeManaged(summary.session, manner) { return isRemoved }
        return try await hosts.with(summary.session) { host in
            try host.beginLeaving(interrupts: manner.isForced)
            if summary.isDamaged {
                try await removeDamaged(host)
                return true
            }
            guard let log = try await settle(host, manner) else { return false }
            // Whatever happens now, this object has had its day: its followers end, and the next one reads the journal anew.
            defer { hosts.forget(host) }
            try await host.end(log)
            try await eraser.erase(host.id, folder: log.sessionState.binding?.folder)
            hosts.services.count.giveBack()
            return true
        }
    }

    private func removeManaged(_ session: SessionID, _ manner: Manner) async throws -> Bool? {
        do { return try await lifecycle?.remove(session, manner) } catch let error as ManagedError {
            throw SessionRefusal(error.status, error.message)
        }
    }

    /// The log of a session in which nothing happens any more; `nil` when it is not to be removed after all.
    private func settle(_ host: SessionHost, _ manner: Manner) async throws -> SessionLog? {
        do {
            let log = try await host.log()
            guard log.lastNumber > 0 else { throw SessionRefusal.unknown(host.id) }
            if let last = manner.lastTime, try await eraser.journal.head(of: host.id)?.lastTime != last {
                host.stay()
                return nil
            }
            try await host.empty(within: Self.emptyTime)
            return log
        } catch {
            host.stay()
            throw error
        }
    }

    private func removeUnserved(_ summary: SessionSummary, _ manner: Manner) async throws -> Bool {
        guard summary.activity == .idle || manner.isForced else {
            throw SessionRefusal(
                .busy,
                "a prompt of session \(summary.session) waits for a server to run it; start one, or force the removal, which drops it"
            )
        }
        let folder = summary.isDamaged ? try await eraser.lastFolder(of: summary.session) : summary.folder
        try await SessionRecords.removing(summary.session, from: records) { try await eraser.erase(summary.session, folder: folder) }
        return true
    }

    /// Nothing can happen in a session whose state nobody can read.
    private func removeDamaged(_ host: SessionHost) async throws {
        do {
            try await eraser.erase(host.id, folder: try await eraser.lastFolder(of: host.id))
        } catch {
            host.stay()
            throw error
        }
        hosts?.forget(host)
        hosts?.services.count.giveBack()
    }
}
