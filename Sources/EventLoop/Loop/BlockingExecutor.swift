internal import CLinux
internal import Glibc
internal import Synchronization

/// A few threads of their own for calls that block: files, process creation, name look-up, databases.
///
/// `@unchecked Sendable`: all state is behind `lock`, a pthread mutex that its condition variable needs.
public final class BlockingExecutor: TaskExecutor, @unchecked Sendable {
    /// The process-wide instance, with four threads.
    public static let shared = BlockingExecutor(threads: 4)

    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs = WorkQueue<UnownedJob>()
    private var idle = 0
    private var started = 0
    private let limit: Int

    /// One thread for the store that every turn waits for, which no long work on files is to hold up.
    public static let store = BlockingExecutor(threads: 1)

    /// One thread for the store of records, whose flushes no turn is to wait for.
    public static let records = BlockingExecutor(threads: 1)

    /// An executor with at most `threads` threads, each started when first needed. It lives as long as the process.
    init(threads: Int) {
        limit = max(1, threads)
        pthread_mutex_init(lock, nil)
        pthread_cond_init(arrival, nil)
    }

    /// Queues a task's job; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        pthread_mutex_lock(lock)
        jobs.append(unowned)
        let needsThread = jobs.count > idle && started < limit
        if needsThread { started += 1 }
        pthread_cond_signal(arrival)
        pthread_mutex_unlock(lock)
        if needsThread { startThread() }
    }

    /// Runs `body` on one of the threads and gives back its value or error.
    ///
    /// The caller's own concurrency bounds the queue: each call suspends its task until the body has run.
    public func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withTaskExecutorPreference(self) { try await Self.call(body) }
    }

    /// Runs a `body` that cannot fail on one of the threads.
    public func perform<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withTaskExecutorPreference(self) { await Self.callWithoutError(body) }
    }

    @concurrent private static func call<T: Sendable>(_ body: @Sendable () throws -> T) async throws -> T { try body() }

    @concurrent private static func callWithoutError<T: Sendable>(_ body: @Sendable () -> T) async -> T { body() }

    private func startThread() {
        var thread = pthread_t()
        let me = Unmanaged.passUnretained(self).toOpaque()
        let failed = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                roost_name_thread("blocking")
                Unmanaged<BlockingExecutor>.fromOpaque(argument).takeUnretainedValue().work()
            },
            me
        )
        guard failed == 0 else { return goOnWithFewerThreads() }
        pthread_detach(thread)
    }

    /// The system is out of threads: those that run do the work, and the next job tries again.
    private func goOnWithFewerThreads() {
        pthread_mutex_lock(lock)
        started -= 1
        precondition(started > 0, "the system gave no thread")
        pthread_mutex_unlock(lock)
    }

    private func work() -> Never {
        let executor = asUnownedTaskExecutor()
        while true { takeJob().runSynchronously(on: executor) }
    }

    private func takeJob() -> UnownedJob {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let job = jobs.popFirst() { return job }
            idle += 1
            pthread_cond_wait(arrival, lock)
            idle -= 1
        }
    }
}
