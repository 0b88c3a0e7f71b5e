internal import ClaudeAgent
internal import JSON

/// The tasks that a process has at work behind its turns, and whether it is about to begin a turn because one is over. Pure.
struct BackgroundTasks: Sendable, Hashable {
    /// More than that are forgotten as soon as they are at work no longer.
    private static let most = 1000

    private var atWork: Set<String> = []
    /// Those that have been at work, and whose end has not been told.
    private var known: Set<String> = []
    /// Ends of turns up to which the process may still begin one by itself: this one's and the next one's, which may have waited already.
    private var owed = 0

    /// A process that has none.
    init() {}

    /// Whether the process may go on by itself, so that a call that it puts off would be lost, or the work of its tasks.
    var mayGoOn: Bool { !atWork.isEmpty || owed > 0 }

    /// What a frame says of tasks. The end of a subagent that its turn waits for is told in the same way, and nothing comes of it.
    mutating func receive(_ message: AgentMessage) {
        guard case .system(let system) = message.kind else { return }
        switch system.subtype {
        case .backgroundTasksChanged:
            atWork = Set((system.json["tasks"]?.array ?? []).prefix(Self.most).compactMap { $0["task_id"]?.string })
            if known.count + atWork.count > Self.most { known = [] }
            known.formUnion(atWork)
        case .taskNotification:
            guard let id = system.json["task_id"]?.string, known.remove(id) != nil else { return }
            owed = 2
        default: return
        }
    }

    /// The process has begun a turn by itself.
    mutating func beganByItself() { owed = 0 }

    /// A turn is over.
    mutating func turnEnded() { owed = max(0, owed - 1) }
}
