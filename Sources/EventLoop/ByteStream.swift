internal import CUV
internal import Glibc

/// What a stream tells its owner, on the loop's thread.
public protocol ByteStreamDelegate: AnyObject {
    /// Bytes came in. They are valid during the call only.
    func streamDidRead(_ bytes: UnsafeRawBufferPointer)
    /// The peer will send no more; the stream can still be written.
    func streamDidReachEnd()
    /// What was queued has fallen below the low-water mark.
    func streamDidDrain()
    /// The stream is closed, by us or by an error. Nothing follows.
    func streamDidClose()
}

/// A socket or pipe end on a loop, with bounded buffers in both directions.
///
/// Use it through `read` and `write` from any task, or give it a delegate on its loop and use the `…Now` calls there.
/// The first write of a loop turn goes straight to the kernel and later ones are sent together at the turn's end: an idle
/// stream sees no added latency, a busy one few system calls.
///
/// `@unchecked Sendable`: everything below `loop` is touched on the loop's thread only; public async calls hop there first.
public final class ByteStream: @unchecked Sendable {
    /// Above this many unsent bytes `write` suspends.
    public static let highWaterMark = 64 * 1024
    /// Below this many unsent bytes a suspended `write` goes on.
    public static let lowWaterMark = 16 * 1024
    /// Reading pauses while this many bytes wait to be taken by `read`.
    static let readAhead = 128 * 1024

    private enum Kind { case tcp, pipe }

    /// The loop that the stream lives on.
    public let loop: EventLoop
    private let storage = UnsafeMutablePointer<uv_any_handle>.allocate(capacity: 1)
    private var stream: UnsafeMutablePointer<uv_stream_t> {
        UnsafeMutableRawPointer(storage).assumingMemoryBound(to: uv_stream_t.self)
    }

    /// Told about reads, drains and the close; set on the loop before reading starts, let go at the close.
    public var delegate: (any ByteStreamDelegate)?
    /// Whether the stream is closed. On the loop only.
    public private(set) var isClosed = false
    private var isReading = false
    private var reachedEnd = false
    private var closesWhenDrained = false

    private var arrived: [UInt8] = []
    private var readFailure: IOError?
    private var reader: LoopWaiter<[UInt8]?>?

    private var unsent: [UInt8] = []
    private var inFlight = 0
    private var awaitsFlush = false
    private var directWriteTurn: UInt64 = 0
    private var writers: [LoopWaiter<Void>] = []

    private init(loop: EventLoop, kind: Kind) {
        self.loop = loop
        // Kept alive for libuv; given back in the close callback.
        let me = Unmanaged.passRetained(self).toOpaque()
        switch kind {
        case .tcp: uv_tcp_init(loop.uv, UnsafeMutableRawPointer(storage).assumingMemoryBound(to: uv_tcp_t.self))
        case .pipe: uv_pipe_init(loop.uv, UnsafeMutableRawPointer(storage).assumingMemoryBound(to: uv_pipe_t.self), 0)
        }
        stream.pointee.data = me
    }

    deinit { storage.deallocate() }

    private static func of(_ data: UnsafeMutableRawPointer?) -> ByteStream {
        guard let data else { preconditionFailure("a stream's handle without its stream") }
        return Unmanaged<ByteStream>.fromOpaque(data).takeUnretainedValue()
    }

    // MARK: - Opening

    /// Takes over a connected TCP socket. On the loop only; the descriptor is closed on failure.
    public static func adoptingSocket(_ descriptor: Int32, on loop: EventLoop) throws -> ByteStream {
        let stream = ByteStream(loop: loop, kind: .tcp)
        let handle = UnsafeMutableRawPointer(stream.storage).assumingMemoryBound(to: uv_tcp_t.self)
        try stream.adopt(descriptor, uv_tcp_open(handle, descriptor))
        uv_tcp_nodelay(handle, 1)
        return stream
    }

    /// Takes over a pipe end or Unix socket. On the loop only; the descriptor is closed on failure.
    public static func adoptingPipe(_ descriptor: Int32, on loop: EventLoop) throws -> ByteStream {
        let stream = ByteStream(loop: loop, kind: .pipe)
        try stream.adopt(
            descriptor,
            uv_pipe_open(UnsafeMutableRawPointer(stream.storage).assumingMemoryBound(to: uv_pipe_t.self), descriptor)
        )
        return stream
    }

    private func adopt(_ descriptor: Int32, _ result: Int32) throws {
        precondition(loop.isCurrent, "streams are made on their loop")
        guard result != 0 else { return }
        Glibc.close(descriptor)
        closeNow()
        throw IOError.uv(result, "open a stream")
    }

    // MARK: - Reading

    /// Starts or pauses delivery to the delegate. On the loop only.
    public func setReading(_ on: Bool) {
        guard !isClosed, !reachedEnd, on != isReading else { return }
        isReading = on
        guard on else {
            uv_read_stop(stream)
            return
        }
        uv_read_start(
            stream,
            { handle, _, buffer in
                let memory = ByteStream.of(handle?.pointee.data).loop.readBuffer
                buffer?.pointee = uv_buf_init(memory.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(memory.count))
            },
            { handle, count, buffer in
                ByteStream.of(handle?.pointee.data).didRead(count, buffer?.pointee.base)
            }
        )
    }

    private func didRead(_ count: Int, _ base: UnsafeMutablePointer<CChar>?) {
        if count > 0 {
            deliver(UnsafeRawBufferPointer(start: base, count: count))
        } else if count == Int(UV_EOF.rawValue) {
            endReading()
        } else if count < 0 {
            readFailure = .uv(Int32(count), "read from a stream")
            closeNow()
        }
    }

    private func deliver(_ bytes: UnsafeRawBufferPointer) {
        if let delegate {
            delegate.streamDidRead(bytes)
            return
        }
        if let reader, arrived.isEmpty {
            self.reader = nil
            reader.resume(returning: [UInt8](bytes))
            return
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

    private func resumeReader() {
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

    // MARK: - Writing

    /// Queues a few bytes without waiting, from any thread; for small commands whose sender cannot suspend.
    public func enqueue(_ bytes: [UInt8]) { loop.execute { bytes.withUnsafeBytes { self.writeNow($0) } } }

    /// Bytes accepted and not yet taken by the kernel. On the loop only.
    public var pendingBytes: Int { inFlight + unsent.count }

    /// Queues bytes. On the loop only; the caller minds `pendingBytes`.
    public func writeNow(_ bytes: UnsafeRawBufferPointer) {
        guard !isClosed, !closesWhenDrained, !bytes.isEmpty else { return }
        guard inFlight == 0, !awaitsFlush, directWriteTurn != loop.turn else {
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
        guard !awaitsFlush, inFlight == 0 else { return }
        awaitsFlush = true
        loop.flushLater(self)
    }

    /// Hands to the kernel what it takes at once; closes the stream on an error.
    private func tryWrite(_ bytes: UnsafeRawBufferPointer) -> Int {
        var buffer = uv_buf_init(
            UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self),
            UInt32(truncatingIfNeeded: bytes.count)
        )
        let result = uv_try_write(stream, &buffer, 1)
        if result >= 0 { return Int(result) }
        if result != UV_EAGAIN.rawValue { closeNow() }
        return 0
    }

    /// Sends what was gathered during the turn. Called by the loop.
    func flush() {
        awaitsFlush = false
        guard !isClosed, inFlight == 0, !unsent.isEmpty else { return }
        let bytes = unsent
        unsent = []
        let sent = bytes.withUnsafeBytes { tryWrite($0) }
        guard !isClosed else { return }
        if sent == bytes.count { didDrain() } else { writeRest(of: bytes, from: sent) }
    }

    /// Owns the bytes of one libuv write until it is over.
    private final class PendingWrite {
        let request = UnsafeMutablePointer<uv_write_t>.allocate(capacity: 1)
        let bytes: UnsafeMutableRawBufferPointer

        init(_ source: ArraySlice<UInt8>) {
            bytes = .allocate(byteCount: source.count, alignment: 1)
            bytes.copyBytes(from: source)
        }

        deinit {
            request.deallocate()
            bytes.deallocate()
        }
    }

    private func writeRest(of source: [UInt8], from offset: Int) {
        let write = PendingWrite(source[offset...])
        inFlight = write.bytes.count
        write.request.pointee.data = Unmanaged.passRetained(write).toOpaque()
        var buffer = uv_buf_init(write.bytes.baseAddress?.assumingMemoryBound(to: CChar.self), UInt32(truncatingIfNeeded: inFlight))
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
        inFlight = 0
        guard !isClosed else { return }
        guard status == 0 else { return closeNow() }
        if !unsent.isEmpty { flush() } else { didDrain() }
    }

    private func didDrain() {
        guard pendingBytes <= Self.lowWaterMark else { return }
        resumeWriters(with: .success(()))
        delegate?.streamDidDrain()
        if closesWhenDrained, pendingBytes == 0 { closeNow() }
    }

    private func resumeWriters(with result: Result<Void, any Error>) {
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
        let waiter = LoopWaiter<Void>(loop: loop)
        try await waiter.wait { waiter in
            guard !self.isClosed, !self.closesWhenDrained else {
                return waiter.resume(throwing: IOError(.closed, "write to a stream"))
            }
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

    // MARK: - Closing

    /// Tells the peer that no more will be written, once everything queued has been sent. Reading goes on. On the loop only.
    package func shutdownWriting() {
        guard !isClosed else { return }
        flush()
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        let result = uv_shutdown(request, stream) { request, _ in request?.deallocate() }
        guard result != 0 else { return }
        request.deallocate()
        closeNow()
    }

    /// Closes once everything queued has been sent; nothing more is taken. From any thread.
    public func closeWhenDrained() {
        loop.execute {
            self.closesWhenDrained = true
            if self.pendingBytes == 0 { self.closeNow() }
        }
    }

    /// Closes at once; unsent bytes are dropped. From any thread, any number of times.
    public func close() { loop.execute { self.closeNow() } }

    private func closeNow() {
        guard !isClosed else { return }
        isClosed = true
        isReading = false
        uv_close(asHandle(storage)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<ByteStream>.fromOpaque(data).release()
        }
        resumeReader()
        resumeWriters(with: .failure(IOError(.closed, "write to a stream")))
        let told = delegate
        delegate = nil
        told?.streamDidClose()
    }
}
