/// Background work that a run still owes an answer for (protocol notes 4.2).
///
/// Only agents and workflows count: a background command does not keep a run from ending.
struct BackgroundTasks: Sendable {
    /// Beyond this many the oldest is forgotten; the ceiling of ``OneShotInput`` then has the last word.
    private static let limit = 1024
    private(set) var ids: [String] = []

    var isEmpty: Bool { ids.isEmpty }

    mutating func receive(_ details: SystemMessage.Details) {
        switch details {
        case .taskStarted(let task): start(task)
        case .taskUpdated(let task) where task.isTerminal: end(task)
        case .taskNotification(let task): end(task)
        default: break
        }
    }

    private mutating func start(_ task: TaskMessage) {
        guard let id = task.taskID, ["local_agent", "local_workflow"].contains(task.taskType), !ids.contains(id) else { return }
        if ids.count == Self.limit { ids.removeFirst() }
        ids.append(id)
    }

    private mutating func end(_ task: TaskMessage) {
        ids.removeAll { $0 == task.taskID }
    }
}
