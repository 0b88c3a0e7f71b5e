internal import CUV

/// Signals of this process as values to wait for.
///
/// While a source is open the signals it names no longer have their default effect.
/// `@unchecked Sendable`: everything is touched on the loop's thread only.
public final class SignalSource: @unchecked Sendable {
    private let loop: EventLoop
    private var handles: [UnsafeMutablePointer<uv_signal_t>] = []
    private var pending: [Int32] = []
    private var waiter: LoopWaiter<Int32>?

    /// Signals that wait to be taken; more of the same are dropped, as the kernel does.
    private static let bound = 16

    /// Starts to catch `signals` on `loop`.
    public static func open(_ signals: [Int32], on loop: EventLoop) async throws -> SignalSource {
        try await LoopWaiter<SignalSource>(loop: loop).wait { waiter in waiter.resume(returning: SignalSource(signals, loop)) }
    }

    private init(_ signals: [Int32], _ loop: EventLoop) {
        self.loop = loop
        for number in signals {
            let handle = UnsafeMutablePointer<uv_signal_t>.allocate(capacity: 1)
            uv_signal_init(loop.uv, handle)
            handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
            uv_signal_start(
                handle,
                { handle, number in
                    guard let data = handle?.pointee.data else { return }
                    Unmanaged<SignalSource>.fromOpaque(data).takeUnretainedValue().received(number)
                },
                number
            )
            handles.append(handle)
        }
    }

    private func received(_ number: Int32) {
        if let waiter {
            self.waiter = nil
            waiter.resume(returning: number)
        } else if pending.count < Self.bound {
            pending.append(number)
        }
    }

    /// The next signal's number. One caller at a time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, `IOError` with code `closed` after `close`.
    public func next() async throws -> Int32 {
        try await LoopWaiter<Int32>(loop: loop).wait { waiter in
            guard !self.handles.isEmpty else { return waiter.resume(throwing: IOError(.closed, "wait for a signal")) }
            guard self.pending.isEmpty else { return waiter.resume(returning: self.pending.removeFirst()) }
            self.waiter = waiter
            waiter.onEnd = { [weak self] in self?.waiter = nil }
        }
    }

    /// Gives the signals their default effect back.
    public func close() { loop.execute { self.closeNow() } }

    private func closeNow() {
        let handles = self.handles
        self.handles = []
        for handle in handles {
            uv_signal_stop(handle)
            uv_close(asHandle(handle)) { handle in
                guard let handle, let data = handle.pointee.data else { return }
                Unmanaged<SignalSource>.fromOpaque(data).release()
                UnsafeMutableRawPointer(handle).deallocate()
            }
        }
        waiter?.resume(throwing: IOError(.closed, "wait for a signal"))
    }
}

extension SignalSource: LoopResident {
    func loopWillEnd() { closeNow() }
}
