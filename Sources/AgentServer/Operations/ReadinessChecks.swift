internal import EventLoop
internal import Journal

/// What must be well for a server to take turns.
struct ReadinessChecks: Sendable {
    let isAccepting: Flag
    let journal: any Journal
    /// The data folder.
    let folder: String
    /// The `claude` program.
    let claude: String

    /// Bytes that must be free.
    private static let leastRoom = 64 << 20

    var all: [Readiness.Check] {
        let (isAccepting, journal, folder, claude) = (isAccepting, journal, folder, claude)
        return [
            .instant("accepting") { isAccepting.isSet ? nil : "the server starts or stops" },
            .repeated("journal") { await Self.failure(of: journal) },
            .repeated("disk") { await BlockingExecutor.shared.perform { Self.failure(ofDisk: folder) } },
            .repeated("claude") { await BlockingExecutor.shared.perform { Files.isExecutable(claude) ? nil : "the program is not there" } },
        ]
    }

    private static func failure(of journal: any Journal) async -> String? {
        do throws(JournalError) {
            _ = try await journal.heads(after: nil, count: 1, isOpen: nil)
            return nil
        } catch {
            return "it cannot be read"
        }
    }

    private static func failure(ofDisk folder: String) -> String? {
        guard let free = try? FileSystem.of(folder).free else { return "the data folder cannot be looked at" }
        return free < leastRoom ? "\(free >> 20) MiB free" : nil
    }
}
