internal import CUV
internal import Glibc

/// A socket or pipe end on a loop, with bounded buffers in both directions.
///
/// Use it through `read` and `write` from any task, or give it a delegate on its loop and use the `…Now` calls there.
/// The first write of a loop turn goes straight to the kernel and later ones are sent together at the turn's end: an idle
/// stream sees no added latency, a busy one few system calls.
///
/// `@unchecked Sendable`: everything below `loop` is touched on the loop's thread only; public async calls hop there first.
/// The handle's memory is safe because libuv holds one reference to this object from `init` to the close callback, after
/// which it touches neither the handle nor its requests.
public final class ByteStream: @unchecked Sendable {
    /// Above this many unsent bytes `write` suspends, until all of them are handed to the kernel.
    public static let highWaterMark = 64 * 1024
    /// Reading pauses while this many bytes wait to be taken by `read`.
    static let readAhead = 128 * 1024

    private enum Kind { case tcp, pipe }

    /// The loop that the stream lives on.
    public let loop: EventLoop
    private let storage = UnsafeMutablePointer<uv_any_handle>.allocate(capacity: 1)
    /// Whether more bytes are taken: not after an end of writing or a close has been asked for.
    var takesBytes: Bool { !isClosed && !endsWhenDrained && !closesWhenDrained }
    var stream: UnsafeMutablePointer<uv_stream_t> { UnsafeMutableRawPointer(storage).assumingMemoryBound(to: uv_stream_t.self) }

    /// Told about reads, drains and the close; set on the loop before reading starts, let go at the close.
    public var delegate: (any ByteStreamDelegate)?
    /// Whether the stream is closed. On the loop only.
    public private(set) var isClosed = false

    var isReading = false
    var reachedEnd = false
    var arrived: [UInt8] = []
    var readFailure: IOError?
    var reader: LoopWaiter<[UInt8]?>?

    var unsent: [UInt8] = []
    var isInFlight = false
    var awaitsFlush = false
    var directWriteTurn: UInt64 = 0
    var writers: [LoopWaiter<Void>] = []
    var acceptedBytes: UInt64 = 0
    private var endsWhenDrained = false
    private var hasEndedWriting = false
    private var closesWhenDrained = false

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

    static func of(_ data: UnsafeMutableRawPointer?) -> ByteStream {
        guard let data else { preconditionFailure("a stream's handle without its stream") }
        return Unmanaged<ByteStream>.fromOpaque(data).takeUnretainedValue()
    }

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

    /// Tells the peer that no more will be written, once everything queued has been sent; nothing more is taken. Reading goes on.
    ///
    /// On the loop only, any number of times.
    package func endWriting() {
        endsWhenDrained = true
        if pendingBytes == 0 { endWritingNow() }
    }

    private func endWritingNow() {
        guard endsWhenDrained, !hasEndedWriting, !isClosed else { return }
        hasEndedWriting = true
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        let result = uv_shutdown(request, stream) { request, _ in request?.deallocate() }
        guard result != 0 else { return }
        request.deallocate()
        closeNow()
    }

    /// Everything queued is with the kernel: lets writers go on and does what was put off until now.
    func didDrain() {
        resumeWriters(with: .success(()))
        delegate?.streamDidDrain()
        guard pendingBytes == 0 else { return }
        if closesWhenDrained { closeNow() } else { endWritingNow() }
    }

    /// Closes once everything queued has been sent; nothing more is taken. From any thread.
    ///
    /// A peer that takes nothing keeps the stream open: mind a deadline.
    public func closeWhenDrained() {
        loop.execute {
            self.closesWhenDrained = true
            if self.pendingBytes == 0 { self.closeNow() }
        }
    }

    /// Closes at once; unsent bytes are dropped. From any thread, any number of times.
    public func close() { loop.execute { self.closeNow() } }

    func closeNow() {
        guard !isClosed else { return }
        isClosed = true
        isReading = false
        unsent = []
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

extension ByteStream: LoopResident {
    func loopWillEnd() { closeNow() }
}
