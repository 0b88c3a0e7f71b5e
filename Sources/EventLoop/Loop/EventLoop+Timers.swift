internal import CUV
internal import Glibc

/// The loop's clock and its timers.
extension EventLoop {
    /// Nanoseconds of the monotonic clock.
    package static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    func fireDueTimers() {
        guard timers.earliest() != nil else { return }
        let now = Self.now()
        while let timer = timers.popDue(at: now) { timer.fire() }
    }

    func armTimer() {
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
