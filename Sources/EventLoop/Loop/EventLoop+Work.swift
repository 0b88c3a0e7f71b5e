internal import CUV

/// What the loop does in a turn: jobs of tasks, calls from elsewhere, flushes.
extension EventLoop {
    /// Rounds of jobs before input is looked at again: a task that only yields must not keep others from their bytes.
    private static let batchesPerTurn = 256

    /// Queues a task's job; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        if isCurrent { return jobs.append(unowned) }
        let isTaken = inbox.post(.job(unowned))
        precondition(isTaken, "a task goes on on a loop that has been shut down")
    }

    /// Runs `body` on the loop: at once when called there, else as soon as the loop is free.
    ///
    /// - Returns: false, and `body` is let go, when the loop has ended.
    @discardableResult
    public func execute(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return inbox.post(.call(body)) }
        body()
        return true
    }

    /// Does what has come from elsewhere.
    func takeInbox() {
        for work in inbox.take() {
            switch work {
            case .job(let job): jobs.append(job)
            case .call(let body): body()
            }
        }
    }

    /// One turn: due timers, then jobs and flushes until neither is left or input has waited long enough, right before the poll.
    func runTurn() {
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
}
