internal import CLinux
internal import CUV
internal import Glibc

extension ByteStream {
    /// Connects to `address` and puts the stream on `loop`.
    ///
    /// - Throws: `IOError` naming the address, with code `timedOut` when `deadline` passes, or `CancellationError`.
    public static func connect(to address: SocketAddress, on loop: EventLoop, deadline: Duration = .seconds(10)) async throws -> ByteStream
    {
        try await LoopWaiter<ByteStream>(loop: loop).wait { waiter in
            do { try PendingConnection(address, loop, waiter).start(deadline) } catch { waiter.resume(throwing: error) }
        }
    }
}

/// One non-blocking connect in progress. Confined to its loop's thread.
private final class PendingConnection {
    private let address: SocketAddress
    private let loop: EventLoop
    private let waiter: LoopWaiter<ByteStream>
    private let descriptor: Int32
    private let poll = UnsafeMutablePointer<uv_poll_t>.allocate(capacity: 1)
    private var isHandedOver = false

    init(_ address: SocketAddress, _ loop: EventLoop, _ waiter: LoopWaiter<ByteStream>) throws {
        self.address = address
        self.loop = loop
        self.waiter = waiter
        descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(.system(errno), "open a socket for \(address)") }
    }

    deinit { poll.deallocate() }

    func start(_ deadline: Duration) throws {
        let result = try address.withSocketAddress { Glibc.connect(descriptor, $0, $1) }
        let failure = result == 0 ? 0 : errno
        guard failure == 0 || failure == EINPROGRESS else {
            Glibc.close(descriptor)
            throw IOError(.system(failure), "connect to \(address)")
        }
        uv_poll_init(loop.uv, poll, descriptor)
        poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let address = address
        let timer = loop.schedule(after: deadline) { [weak waiter] in waiter?.resume(throwing: IOError(.timedOut, "connect to \(address)"))
        }
        waiter.onEnd = {
            timer.cancel()
            self.stop()
        }
        uv_poll_start(poll, Int32(UV_WRITABLE.rawValue)) { handle, _, _ in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<PendingConnection>.fromOpaque(data).takeUnretainedValue().becameWritable()
        }
    }

    private func becameWritable() {
        var failure: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length)
        guard failure == 0 else { return waiter.resume(throwing: IOError(.system(failure), "connect to \(address)")) }
        // libuv refuses to watch one descriptor by two handles, so the stream gets a duplicate.
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 4)
        guard copy >= 0 else { return waiter.resume(throwing: IOError(.system(errno), "connect to \(address)")) }
        do { waiter.resume(returning: try open(copy)) } catch { waiter.resume(throwing: error) }
    }

    private func open(_ copy: Int32) throws -> ByteStream {
        if case .unix = address { return try ByteStream.adoptingPipe(copy, on: loop) }
        return try ByteStream.adoptingSocket(copy, on: loop)
    }

    private func stop() {
        uv_poll_stop(poll)
        uv_close(asHandle(poll)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<PendingConnection>.fromOpaque(data).release()
        }
        Glibc.close(descriptor)
    }
}
