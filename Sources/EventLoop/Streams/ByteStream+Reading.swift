internal import CUV

extension ByteStream {
    /// Starts or pauses delivery to the delegate. On the loop only. A pause also puts off the news that the peer has left.
    public func setReading(_ on: Bool) {
        guard !isClosed, !reachedEnd, on != isReading else { return }
        isReading = on
        guard on else {
            uv_read_stop(stream)
            return
        }
        let result = uv_read_start(
            stream,
            { handle, _, buffer in
                // One buffer for all streams of a loop: libuv calls back with its bytes before it asks again.
                let memory = ByteStream.of(handle?.pointee.data).loop.readBuffer
                buffer?.pointee = uv_buf_t(base: memory.baseAddress?.assumingMemoryBound(to: CChar.self), len: memory.count)
            },
            { handle, count, buffer in
                ByteStream.of(handle?.pointee.data).didRead(count, buffer?.pointee.base)
            }
        )
        if result != 0 { failReading(result) }
    }

    private func didRead(_ count: Int, _ base: UnsafeMutablePointer<CChar>?) {
        if count > 0 {
            deliver(UnsafeRawBufferPointer(start: base, count: count))
        } else if count == Int(UV_EOF.rawValue) {
            endReading()
        } else if count < 0 {
            failReading(Int32(count))
        }
    }

    private func failReading(_ result: Int32) {
        readFailure = .uv(result, "read from a stream")
        closeNow()
    }

    private func deliver(_ bytes: UnsafeRawBufferPointer) {
        if let delegate { return delegate.streamDidRead(bytes) }
        if let reader, arrived.isEmpty {
            self.reader = nil
            return reader.resume(returning: [UInt8](bytes))
        }
        arrived.append(contentsOf: bytes)
        if arrived.count >= Self.readAhead { setReading(false) }
    }

    private func endReading() {
        uv_read_stop(stream)
        isReading = false
        reachedEnd = true
        delegate?.streamDidReachEnd()
        resumeReader()
    }

    func resumeReader() {
        guard let reader, !arrived.isEmpty || reachedEnd || isClosed else { return }
        self.reader = nil
        if !arrived.isEmpty {
            let bytes = arrived
            arrived = []
            reader.resume(returning: bytes)
        } else if let readFailure {
            reader.resume(throwing: readFailure)
        } else if reachedEnd {
            reader.resume(returning: nil)
        } else {
            reader.resume(throwing: IOError(.closed, "read from a stream"))
        }
    }

    /// The next bytes, at most about 192 KiB, or `nil` at the end of the stream. One reader at a time.
    ///
    /// - Throws: `IOError`, or `CancellationError` when the task is cancelled.
    public func read() async throws -> [UInt8]? {
        let waiter = LoopWaiter<[UInt8]?>(loop: loop)
        return try await waiter.wait { waiter in
            precondition(self.reader == nil, "two tasks read one stream")
            self.reader = waiter
            waiter.onEnd = { [weak self, weak waiter] in
                if let self, self.reader === waiter { self.reader = nil }
            }
            self.resumeReader()
            if self.reader != nil { self.setReading(true) }
        }
    }
}
