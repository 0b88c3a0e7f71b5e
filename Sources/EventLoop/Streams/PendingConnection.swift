internal import CUV
internal import Glibc

/// One non-blocking connect in progress. Confined to its loop's thread.
///
/// libuv holds one reference from `watch` to the close callback, so the handle's memory outlives every use of it.
final class PendingConnection {
    private let address: SocketAddress
    private let loop: EventLoop
    private let waiter: LoopWaiter<ByteStream>
    private let descriptor: Int32
    private let poll = UnsafeMutablePointer<uv_poll_t>.allocate(capacity: 1)

    private init(_ address: SocketAddress, _ loop: EventLoop, _ descriptor: Int32, _ waiter: LoopWaiter<ByteStream>) {
        self.address = address
        self.loop = loop
        self.descriptor = descriptor
        self.waiter = waiter
    }

    deinit { poll.deallocate() }

    /// Begins to connect; `waiter` gets the stream or the error.
    static func start(to address: SocketAddress, on loop: EventLoop, _ deadline: Duration, _ waiter: LoopWaiter<ByteStream>) throws {
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(.system(errno), "open a socket for \(address)") }
        do {
            try begin(descriptor, address)
            try PendingConnection(address, loop, descriptor, waiter).watch(deadline)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    private static func begin(_ descriptor: Int32, _ address: SocketAddress) throws {
        let result = try address.withSocketAddress { Glibc.connect(descriptor, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else { throw IOError(.system(errno), "connect to \(address)") }
    }

    private func watch(_ deadline: Duration) throws {
        let result = uv_poll_init(loop.uv, poll, descriptor)
        guard result == 0 else { throw IOError.uv(result, "connect to \(address)") }
        poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let timer = loop.schedule(after: deadline) { [weak self] in self?.fail(.timedOut) }
        waiter.onEnd = {
            timer.cancel()
            self.stop()
        }
        uv_poll_start(poll, Int32(UV_WRITABLE.rawValue)) { handle, _, _ in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<PendingConnection>.fromOpaque(data).takeUnretainedValue().becameWritable()
        }
    }

    private func fail(_ code: IOError.Code) { waiter.resume(throwing: IOError(code, "connect to \(address)")) }

    private func becameWritable() {
        var failure: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length)
        guard failure == 0 else { return fail(.system(failure)) }
        // libuv refuses to watch one descriptor by two handles, so the stream gets a duplicate.
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 4)
        guard copy >= 0 else { return fail(.system(errno)) }
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

extension PendingConnection: LoopResident {
    func loopWillEnd() { fail(.closed) }
}
