internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Telemetry

/// What a server does about what an earlier one has left.
struct Recovery: Sendable {
    let hosts: SessionHosts
    let journal: any Journal
    let files: SessionFiles
    let nursery: TaskNursery
    let clock: ServerClock
    let log: Logger

    private static let page = 256
    /// Time between tries to go on with a session.
    private static let retryTime = Duration.seconds(5)

    /// How many sessions are kept: those in the journal, and older ones that have never been in it.
    static func countSessions(_ journal: any Journal, _ files: SessionFiles) async throws -> Int {
        var count = try await journal.sessionCount()
        for id in await BlockingExecutor.shared.perform({ files.olderSessions() }) where try await journal.head(of: id) == nil {
            count += 1
        }
        return count
    }

    /// Ends the turns that ran, and lets those run that waited.
    ///
    /// - Parameter ended: Sessions that are about to end with all their turns.
    /// - Throws: `JournalError`.
    func run(except ended: Set<SessionID> = []) async throws {
        var last: SessionID?
        var count = 0
        while true {
            let heads = try await journal.heads(after: last, count: Self.page, isOpen: true)
            for head in heads where !ended.contains(head.session) { await recover(head.session) }
            count += heads.count
            guard heads.count == Self.page else { break }
            last = heads.last?.session
        }
        if count > 0 { log.info("went on with sessions whose turns were not over", [("sessions", .number(JSONNumber(count)))]) }
    }

    private func recover(_ session: SessionID) async {
        do {
            try await hosts.with(session) { host in try await host.recover() }
        } catch {
            let fields: [(String, JSONValue)] = [("session.id", .string(session.text)), ("error", .string("\(error)"))]
            log.error("a session's open turns could not be ended; this is tried again", fields)
            nursery.add { await recoverLater(session) }
        }
    }

    private func recoverLater(_ session: SessionID) async {
        while (try? await clock.sleep(for: Self.retryTime)) != nil {
            if (try? await hosts.with(session) { host in try await host.recover() }) != nil { return }
        }
    }

    /// Removes the folders of spares that no session has taken.
    func removeLeftFolders() async {
        let files = files
        let marked = Set(await BlockingExecutor.shared.perform { files.markedFolders() })
        guard !marked.isEmpty else { return }
        do {
            let taken = try await takenFolders(among: marked)
            await BlockingExecutor.shared.perform {
                // One that is locked belongs to a process that lives.
                for folder in marked.subtracting(taken) { _ = try? files.removeSpare(folder) }
            }
        } catch {
            log.warning("folders that nobody uses could not be looked for", [("error", .string("\(error)"))])
        }
    }

    private func takenFolders(among marked: Set<String>) async throws -> Set<String> {
        var taken: Set<String> = []
        var last: SessionID?
        while case let heads = try await journal.heads(after: last, count: Self.page, isOpen: nil), !heads.isEmpty {
            for head in heads {
                guard let folder = SessionState(head.snapshot)?.binding?.folder, marked.contains(folder) else { continue }
                taken.insert(folder)
            }
            last = heads.last?.session
        }
        return taken
    }
}
