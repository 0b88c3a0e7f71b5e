extension ByteStream {
    /// Connects to `address` and puts the stream on `loop`.
    ///
    /// - Throws: `IOError` naming the address, with code `timedOut` when `deadline` passes, or `CancellationError`.
    public static func connect(to address: SocketAddress, on loop: EventLoop, deadline: Duration = .seconds(10)) async throws -> ByteStream
    {
        try await LoopWaiter<ByteStream>(loop: loop).wait { waiter in
            do { try PendingConnection.start(to: address, on: loop, deadline, waiter) } catch { waiter.resume(throwing: error) }
        }
    }
}
