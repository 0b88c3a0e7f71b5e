internal import CUV
internal import Synchronization

/// What other threads leave for a loop, and the handle that wakes it. `uv_async_send` is documented as thread-safe.
struct LoopInbox: ~Copyable {
    enum Work {
        case job(UnownedJob)
        case call(@Sendable () -> Void)
    }

    private struct State {
        var work: [Work] = []
        var isClosed = false
    }

    /// Initialised and closed by the loop.
    let wakeHandle = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
    private let state = Mutex(State())

    deinit { wakeHandle.deallocate() }

    /// Leaves work, and wakes the loop for the first of it; false when the loop has ended.
    borrowing func post(_ work: Work) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.work.append(work)
            // Under the lock: the handle is closed only after `isClosed` is set.
            if state.work.count == 1 { uv_async_send(wakeHandle) }
            return true
        }
    }

    /// Takes all that was left.
    borrowing func take() -> [Work] {
        state.withLock { state in
            defer { state.work = [] }
            return state.work
        }
    }

    /// Takes no more work from now on; false, and still open, while some is left to be done.
    borrowing func close() -> Bool {
        state.withLock { state in
            state.isClosed = state.work.isEmpty
            return state.isClosed
        }
    }
}
