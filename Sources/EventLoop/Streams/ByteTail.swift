/// Takes everything off a stream as it comes and keeps the last bytes, so that a chatty peer neither blocks nor fills memory.
///
/// `@unchecked Sendable`: all state is touched on the stream's loop only; `text` hops there first.
public final class ByteTail: @unchecked Sendable {
    private let stream: ByteStream
    private let limit: Int
    private var bytes: [UInt8] = []
    private var isOver = false
    private var waiters: [LoopWaiter<[UInt8]>] = []

    /// Begins to take bytes off `stream`, keeping the last `limit`.
    public init(of stream: ByteStream, limit: Int) {
        self.stream = stream
        self.limit = limit
        stream.loop.execute {
            stream.delegate = self
            stream.setReading(true)
        }
    }

    /// What has been kept when the stream ends, or after `limit` if it has not ended by then. Also in a cancelled task.
    ///
    /// Bytes that are no UTF-8 are replaced.
    public func text(within limit: Duration) async -> String {
        let waiter = LoopWaiter<[UInt8]>(loop: stream.loop)
        let kept = try? await waiter.waitUncancelled { waiter in
            if self.isOver { return waiter.resume(returning: self.bytes) }
            let timer = self.stream.loop.schedule(after: limit) { waiter.resume(returning: self.bytes) }
            waiter.onEnd = { [weak self, weak waiter] in
                timer.cancel()
                self?.waiters.removeAll { $0 === waiter }
            }
            self.waiters.append(waiter)
        }
        return String(decoding: kept ?? [], as: UTF8.self)
    }

    private func finish() {
        isOver = true
        for waiter in waiters { waiter.resume(returning: bytes) }
    }
}

extension ByteTail: ByteStreamDelegate {
    /// Keeps the newest bytes.
    public func streamDidRead(_ new: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: new)
        // Cutting only at twice the limit makes the copying linear.
        if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
    }

    /// Nothing follows.
    public func streamDidReachEnd() { finish() }

    /// Nothing is written here.
    public func streamDidDrain() {}

    /// Nothing follows.
    public func streamDidClose() { finish() }
}
