internal import CUV

extension ByteStream {
    /// Queues a few bytes without waiting, from any thread; for small commands whose sender cannot suspend.
    public func enqueue(_ bytes: [UInt8]) { loop.execute { bytes.withUnsafeBytes { self.writeNow($0) } } }

    /// Bytes accepted and not yet taken by the kernel. On the loop only.
    public var pendingBytes: Int { isClosed ? 0 : stream.pointee.write_queue_size + unsent.count }

    /// Bytes that the kernel has taken since the stream was opened: what shows whether a slow peer moves at all. On the loop only.
    public var sentBytes: UInt64 { acceptedBytes - UInt64(pendingBytes) }

    /// Queues bytes. On the loop only; the caller minds `pendingBytes`.
    public func writeNow(_ bytes: UnsafeRawBufferPointer) {
        guard takesBytes, !bytes.isEmpty else { return }
        acceptedBytes &+= UInt64(bytes.count)
        guard !isInFlight, !awaitsFlush, directWriteTurn != loop.turn else {
            unsent.append(contentsOf: bytes)
            return awaitFlush()
        }
        directWriteTurn = loop.turn
        let sent = tryWrite(bytes)
        guard sent < bytes.count, !isClosed else { return }
        unsent.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[sent...]))
        awaitFlush()
    }

    private func awaitFlush() {
        guard !awaitsFlush, !isInFlight else { return }
        awaitsFlush = true
        loop.flushLater(self)
    }

    /// Hands to the kernel what it takes at once; closes the stream on an error.
    private func tryWrite(_ bytes: UnsafeRawBufferPointer) -> Int {
        // libuv does not write through the pointer. `uv_buf_init` would cut the length at 4 GiB.
        let base = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
        var buffer = uv_buf_t(base: base, len: bytes.count)
        let result = uv_try_write(stream, &buffer, 1)
        if result >= 0 { return Int(result) }
        if result != UV_EAGAIN.rawValue { closeNow() }
        return 0
    }

    /// Sends what was gathered during the turn. Called by the loop.
    func flush() {
        awaitsFlush = false
        guard !isClosed, !isInFlight, !unsent.isEmpty else { return }
        let bytes = unsent
        unsent = []
        let sent = bytes.withUnsafeBytes { tryWrite($0) }
        guard !isClosed else { return }
        if sent == bytes.count { didDrain() } else { writeRest(of: bytes, from: sent) }
    }

    private func writeRest(of source: [UInt8], from offset: Int) {
        let write = PendingWrite(source[offset...])
        isInFlight = true
        write.request.pointee.data = Unmanaged.passRetained(write).toOpaque()
        var buffer = uv_buf_t(base: write.bytes.baseAddress?.assumingMemoryBound(to: CChar.self), len: write.bytes.count)
        let result = uv_write(write.request, stream, &buffer, 1) { request, status in
            guard let request, let data = request.pointee.data else { return }
            let stream = ByteStream.of(request.pointee.handle.pointee.data)
            Unmanaged<PendingWrite>.fromOpaque(data).release()
            stream.didWrite(status)
        }
        if result != 0 {
            Unmanaged.passUnretained(write).release()
            closeNow()
        }
    }

    private func didWrite(_ status: Int32) {
        isInFlight = false
        guard !isClosed else { return }
        guard status == 0 else { return closeNow() }
        if unsent.isEmpty { didDrain() } else { flush() }
    }

    func resumeWriters(with result: Result<Void, any Error>) {
        guard !writers.isEmpty else { return }
        let waiting = writers
        writers = []
        for writer in waiting {
            switch result {
            case .success: writer.resume(returning: ())
            case .failure(let error): writer.resume(throwing: error)
            }
        }
    }

    /// Writes all of `bytes`, suspending while too much is unsent. Bytes of one call stay together.
    ///
    /// - Throws: `IOError` with code `closed` when the stream is or gets closed, `CancellationError` when the task is cancelled
    ///   while it waits (the bytes stay queued then).
    public func write(_ bytes: [UInt8]) async throws {
        try await LoopWaiter<Void>(loop: loop).wait { waiter in
            guard self.takesBytes else { return waiter.resume(throwing: IOError(.closed, "write to a stream")) }
            bytes.withUnsafeBytes { self.writeNow($0) }
            self.wait(toDrain: waiter)
        }
    }

    /// Suspends while more than the high-water mark is unsent.
    ///
    /// - Throws: as `write`.
    public func drained() async throws {
        if loop.isCurrent, !isClosed, pendingBytes <= Self.highWaterMark { return }
        try await LoopWaiter<Void>(loop: loop).wait { self.wait(toDrain: $0) }
    }

    private func wait(toDrain waiter: LoopWaiter<Void>) {
        guard !isClosed else { return waiter.resume(throwing: IOError(.closed, "write to a stream")) }
        guard pendingBytes > Self.highWaterMark else { return waiter.resume(returning: ()) }
        writers.append(waiter)
        waiter.onEnd = { [weak self, weak waiter] in self?.writers.removeAll { $0 === waiter } }
    }
}
