internal import CLinux
internal import CUV
internal import Glibc
internal import Synchronization

/// A libuv loop on a thread of its own that Swift tasks can prefer as their executor.
///
/// Jobs queued from the loop's own thread cost an array append; jobs from elsewhere cost a lock and a wake-up.
/// Tasks that prefer the loop run on its thread only, so what they touch needs no further synchronisation.
///
/// `@unchecked Sendable`: every stored property but `inbox` is touched on the loop's thread only, after `start` has
/// handed the object to that thread; `inbox` is behind a mutex, and `uv_async_send` is documented as thread-safe.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    private enum Work {
        case job(UnownedJob)
        case call(@Sendable () -> Void)
    }

    private struct Inbox {
        var work: [Work] = []
        var isClosed = false
    }

    /// Rounds of jobs before input is looked at again: a task that only yields must not keep others from their bytes.
    private static let batchesPerTurn = 256
    /// Bytes that one read of any stream of this loop may bring.
    static let readBufferSize = 64 * 1024

    let uv = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EventLoop.readBufferSize, alignment: 16)
    private let wakeHandle = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
    private let turnHandle = UnsafeMutablePointer<uv_prepare_t>.allocate(capacity: 1)
    private let timerHandle = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
    private let busyHandle = UnsafeMutablePointer<uv_idle_t>.allocate(capacity: 1)
    private let inbox = Mutex(Inbox())
    private var jobs: [UnownedJob] = []
    private var runningJobs: [UnownedJob] = []
    private var timers = TimerQueue()
    private var armedDeadline: UInt64 = 0
    private var unflushed: [ByteStream] = []
    private var isBusy = false
    private var isStopping = false
    private var thread = pthread_t()
    /// Counts turns, so that a stream writes directly once a turn and coalesces the rest.
    private(set) var turn: UInt64 = 1

    init() {
        precondition(uv_loop_init(uv) == 0, "the system gave no epoll descriptor")
        let me = Unmanaged.passUnretained(self).toOpaque()
        uv_async_init(uv, wakeHandle) { handle in EventLoop.of(handle?.pointee.data).takeInbox() }
        uv_prepare_init(uv, turnHandle)
        uv_timer_init(uv, timerHandle)
        uv_idle_init(uv, busyHandle)
        wakeHandle.pointee.data = me
        turnHandle.pointee.data = me
        timerHandle.pointee.data = me
        busyHandle.pointee.data = me
        // libuv before 1.45 runs timers ahead of the poll; a prepare handle is the one place that is always right before it.
        uv_prepare_start(turnHandle) { handle in EventLoop.of(handle?.pointee.data).runTurn() }
    }

    deinit {
        wakeHandle.deallocate()
        turnHandle.deallocate()
        timerHandle.deallocate()
        busyHandle.deallocate()
        readBuffer.deallocate()
        uv.deallocate()
    }

    private static func of(_ data: UnsafeMutableRawPointer?) -> EventLoop {
        guard let data else { preconditionFailure("a loop's handle without its loop") }
        return Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue()
    }

    // MARK: - Thread

    private static let currentKey: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// The loop whose thread this is, if it is one.
    public static var current: EventLoop? {
        guard let pointer = pthread_getspecific(currentKey) else { return nil }
        return Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Whether the caller runs on this loop's thread.
    public var isCurrent: Bool { pthread_getspecific(Self.currentKey) == Unmanaged.passUnretained(self).toOpaque() }

    func start(named name: String) {
        final class Launch {
            let loop: EventLoop
            let name: String
            init(loop: EventLoop, name: String) {
                self.loop = loop
                self.name = name
            }
        }
        let launch = Unmanaged.passRetained(Launch(loop: self, name: name)).toOpaque()
        var created = pthread_t()
        let failed = pthread_create(
            &created,
            nil,
            { argument in
                guard let argument else { return nil }
                let launch = Unmanaged<Launch>.fromOpaque(argument).takeRetainedValue()
                roost_name_thread(launch.name)
                launch.loop.run()
                return nil
            },
            launch
        )
        precondition(failed == 0, "the system gave no thread")
        thread = created
    }

    /// Blocks until the loop's thread has ended. Called off the loop.
    func join() { pthread_join(thread, nil) }

    private func run() {
        pthread_setspecific(Self.currentKey, Unmanaged.passUnretained(self).toOpaque())
        blockBrokenPipeSignal()
        runTurn()
        while !isStopping { uv_run(uv, UV_RUN_DEFAULT) }
        repeat {
            for resident in residents() { resident.loopWillEnd() }
            uv_run(uv, UV_RUN_NOWAIT)
        } while !residents().isEmpty || !jobs.isEmpty || !closeInbox()
        closeHandles()
        uv_run(uv, UV_RUN_DEFAULT)
        precondition(uv_loop_close(uv) == 0, "a handle outlived its loop")
    }

    /// A write to a peer that has gone must fail with EPIPE; libuv leaves the signal, which would end the process, to us.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func closeHandles() {
        for handle in [asHandle(wakeHandle), asHandle(turnHandle), asHandle(timerHandle), asHandle(busyHandle)] { uv_close(handle, nil) }
    }

    /// What is open on the loop besides its own handles.
    private func residents() -> [any LoopResident] {
        var found: [any LoopResident] = []
        withUnsafeMutablePointer(to: &found) { list in
            uv_walk(
                uv,
                { handle, list in
                    guard let handle, uv_is_closing(handle) == 0, let data = handle.pointee.data else { return }
                    // Every handle's data is a native Swift object, retained until its close callback.
                    guard let resident = Unmanaged<AnyObject>.fromOpaque(data).takeUnretainedValue() as? any LoopResident else { return }
                    list?.assumingMemoryBound(to: [any LoopResident].self).pointee.append(resident)
                },
                list
            )
        }
        return found
    }

    /// Ends the loop after the work queued so far. Tasks that prefer it must have ended; streams still open are closed.
    func stop() {
        execute {
            self.isStopping = true
            uv_stop(self.uv)
        }
    }

    // MARK: - Work

    /// Queues a task's job; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        if isCurrent { return jobs.append(unowned) }
        let isTaken = post(.job(unowned))
        precondition(isTaken, "a task goes on on a loop that has been shut down")
    }

    /// Runs `body` on the loop: at once when called there, else as soon as the loop is free.
    ///
    /// - Returns: false, and `body` is let go, when the loop has ended.
    @discardableResult
    public func execute(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return post(.call(body)) }
        body()
        return true
    }

    private func post(_ work: Work) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isClosed else { return false }
            inbox.work.append(work)
            // Under the lock: the handle is closed only after `isClosed` is set.
            if inbox.work.count == 1 { uv_async_send(wakeHandle) }
            return true
        }
    }

    /// Takes no more work from outside; false while some is left to be done.
    private func closeInbox() -> Bool {
        inbox.withLock { inbox in
            inbox.isClosed = inbox.work.isEmpty
            return inbox.isClosed
        }
    }

    private func takeInbox() {
        let arrived = inbox.withLock { inbox in
            defer { inbox.work = [] }
            return inbox.work
        }
        for work in arrived {
            switch work {
            case .job(let job): jobs.append(job)
            case .call(let body): body()
            }
        }
    }

    /// One turn: due timers, then jobs and flushes until neither is left or input has waited long enough, right before the poll.
    private func runTurn() {
        fireDueTimers()
        var batches = 0
        repeat {
            repeat {
                runJobs()
                batches += 1
            } while !jobs.isEmpty && batches < Self.batchesPerTurn
            flushStreams()
        } while (!jobs.isEmpty || !unflushed.isEmpty) && batches < Self.batchesPerTurn
        setBusy(!jobs.isEmpty || !unflushed.isEmpty)
        armTimer()
        turn &+= 1
    }

    /// Runs the jobs queued so far; those that they queue come next time.
    private func runJobs() {
        let executor = asUnownedTaskExecutor()
        swap(&jobs, &runningJobs)
        for job in runningJobs { job.runSynchronously(on: executor) }
        runningJobs.removeAll(keepingCapacity: true)
    }

    /// While busy the poll does not wait.
    private func setBusy(_ busy: Bool) {
        guard busy != isBusy else { return }
        isBusy = busy
        if busy { uv_idle_start(busyHandle) { _ in } } else { uv_idle_stop(busyHandle) }
    }

    private func flushStreams() {
        guard !unflushed.isEmpty else { return }
        let streams = unflushed
        unflushed.removeAll(keepingCapacity: true)
        for stream in streams { stream.flush() }
    }

    /// Asks for `stream.flush()` at the end of this turn.
    func flushLater(_ stream: ByteStream) { unflushed.append(stream) }

    // MARK: - Time

    /// Nanoseconds of the monotonic clock.
    package static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    private func fireDueTimers() {
        guard timers.earliest() != nil else { return }
        let now = Self.now()
        while let timer = timers.popDue(at: now) { timer.fire() }
    }

    private func armTimer() {
        guard let deadline = timers.earliest() else {
            if armedDeadline != 0 { uv_timer_stop(timerHandle) }
            armedDeadline = 0
            return
        }
        guard deadline != armedDeadline else { return }
        armedDeadline = deadline
        let now = Self.now()
        uv_update_time(uv)
        let milliseconds = deadline <= now ? 0 : (deadline - now + 999_999) / 1_000_000
        // The turn handler does the work; libuv may fire a little early, so forget what was armed and arm again.
        uv_timer_start(timerHandle, { handle in EventLoop.of(handle?.pointee.data).armedDeadline = 0 }, milliseconds, 0)
    }

    /// Calls `body` on the loop after `delay`. Only on the loop.
    package func schedule(after delay: Duration, _ body: @escaping () -> Void) -> LoopTimer {
        precondition(isCurrent, "timers belong to their loop's thread")
        let timer = LoopTimer(deadline: Self.now() &+ delay.clampedNanoseconds, action: body)
        timers.insert(timer)
        return timer
    }

    /// Waits for `duration` on this loop's timers, from any executor.
    ///
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    public func sleep(for duration: Duration) async throws {
        let sleeper = LoopWaiter<Void>(loop: self)
        try await sleeper.wait { waiter in
            let timer = self.schedule(after: duration) { waiter.resume(returning: ()) }
            waiter.onEnd = { timer.cancel() }
        }
    }
}
