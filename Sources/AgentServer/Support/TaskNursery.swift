internal import EventLoop
internal import Synchronization

/// Owns tasks that are asked for from anywhere and belong to no caller. They end inside `run`, which ends when it is closed and the
/// last of them has.
final class TaskNursery: Sendable {
    private struct Job {
        let loop: EventLoop
        let body: @Sendable () async -> Void
    }

    private struct State {
        var jobs: [Job] = []
        var isClosed = false
        var waiting: CheckedContinuation<Void, Never>?

        mutating func takeWaiting() -> CheckedContinuation<Void, Never>? {
            defer { waiting = nil }
            return waiting
        }
    }

    private let state = Mutex(State())
    private let group: EventLoopGroup

    init(_ group: EventLoopGroup) { self.group = group }

    /// Starts a task on a loop, the next one in turn if none is given. After `close` nothing is started: false.
    @discardableResult
    func add(on loop: EventLoop? = nil, _ body: @escaping @Sendable () async -> Void) -> Bool {
        let job = Job(loop: loop ?? EventLoop.current ?? group.next(), body: body)
        let (isTaken, waiting) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.isClosed else { return (false, nil) }
            state.jobs.append(job)
            return (true, state.takeWaiting())
        }
        waiting?.resume()
        return isTaken
    }

    /// Starts nothing more.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            return state.takeWaiting()
        }
        waiting?.resume()
    }

    /// Runs what is added. Cancelling the task closes the nursery and cancels all it runs.
    func run() async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { tasks in
                while let jobs = await next() {
                    for job in jobs { tasks.addTask(executorPreference: job.loop) { await job.body() } }
                }
            }
        } onCancel: {
            close()
        }
    }

    /// What has been added, at least one; `nil` when it is closed and empty.
    private func next() async -> [Job]? {
        while true {
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isClosed)
            }
            if !jobs.isEmpty { return jobs }
            if isClosed { return nil }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard state.jobs.isEmpty, !state.isClosed else { return true }
                    state.waiting = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
    }
}
