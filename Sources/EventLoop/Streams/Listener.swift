internal import CLinux
internal import CUV
internal import Glibc

/// A listening TCP or Unix socket whose connections can be handed to any loop.
///
/// `@unchecked Sendable`: everything but `address` is touched on the loop's thread only; `accept` and `close` hop there first.
public final class Listener: @unchecked Sendable {
    /// The address in use; with port 0 asked for, the port that the system chose.
    public let address: SocketAddress
    private let loop: EventLoop
    private let descriptor: Int32
    private let poll = UnsafeMutablePointer<uv_poll_t>.allocate(capacity: 1)
    private let takeConnection: @Sendable (Int32) -> Int32
    private var acceptor: LoopWaiter<Int32>?
    private var retry: LoopTimer?
    private var isClosed = false

    /// Connections that wait in the kernel before it refuses more.
    private static let backlog: Int32 = 1024

    /// Binds and listens. A Unix socket file that nobody listens on any more is replaced; the new one has mode 0600.
    ///
    /// - Throws: `IOError` naming the address, for example when the port is in use.
    public static func bind(to address: SocketAddress, on loop: EventLoop) async throws -> Listener {
        try await bind(to: address, on: loop) { roost_accept($0) }
    }

    /// As the public one. `takeConnection` gives the next connection's descriptor, or a negated errno.
    static func bind(
        to address: SocketAddress,
        on loop: EventLoop,
        takeConnection: @escaping @Sendable (Int32) -> Int32
    ) async throws -> Listener {
        let descriptor = try await BlockingExecutor.shared.run { try open(address) }
        // Not cut short by a cancellation, which would leave the socket open without an owner.
        return try await LoopWaiter<Listener>(loop: loop).waitUncancelled { waiter in
            do {
                waiter.resume(returning: try Listener(descriptor, address, loop, takeConnection))
            } catch {
                waiter.resume(throwing: error)
            }
        }
    }

    private init(
        _ descriptor: Int32,
        _ asked: SocketAddress,
        _ loop: EventLoop,
        _ takeConnection: @escaping @Sendable (Int32) -> Int32
    ) throws {
        self.loop = loop
        self.descriptor = descriptor
        self.takeConnection = takeConnection
        address = Self.boundAddress(descriptor, asked)
        let result = uv_poll_init(loop.uv, poll, descriptor)
        guard result == 0 else {
            Glibc.close(descriptor)
            throw IOError.uv(result, "listen on \(asked)")
        }
        poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    deinit { poll.deallocate() }

    private static func open(_ address: SocketAddress) throws -> Int32 {
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(.system(errno), "open a socket for \(address)") }
        do {
            if case .unix(let path) = address { try removeStaleSocket(path) }
            try bindAndListen(descriptor, address)
            return descriptor
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    private static func bindAndListen(_ descriptor: Int32, _ address: SocketAddress) throws {
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        if case .unix = address {} else { roost_detect_dead_peers(descriptor) }
        let bound = try address.withSocketAddress { Glibc.bind(descriptor, $0, $1) }
        guard bound == 0 else { throw IOError(.system(errno), "listen on \(address)") }
        if case .unix(let path) = address { chmod(path, 0o600) }
        guard Glibc.listen(descriptor, backlog) == 0 else { throw IOError(.system(errno), "listen on \(address)") }
    }

    /// Removes a socket file when a connection shows that nobody listens; any other file makes `bind` fail by itself.
    private static func removeStaleSocket(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { return }
        defer { Glibc.close(probe) }
        let connected = try SocketAddress.unix(path: path).withSocketAddress { Glibc.connect(probe, $0, $1) }
        if connected != 0, errno == ECONNREFUSED { unlink(path) }
    }

    private static func boundAddress(_ descriptor: Int32, _ asked: SocketAddress) -> SocketAddress {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0 else { return asked }
        // The port sits at the same offset in both IP forms.
        let port = Int(in_port_t(bigEndian: address.sin6_port))
        return switch asked {
        case .ipv4(let host, _): .ipv4(host: host, port: port)
        case .ipv6(let host, _): .ipv6(host: host, port: port)
        case .unix: asked
        }
    }

    /// The next connection's descriptor, which the caller adopts on the loop of its choice. One caller at a time.
    ///
    /// Out of descriptors, it waits until the system has some again: the connection stays in the kernel's queue.
    ///
    /// - Throws: `IOError` with code `closed` after `close`, `CancellationError` when cancelled.
    public func accept() async throws -> Int32 {
        try await LoopWaiter<Int32>(loop: loop).wait { waiter in
            guard !self.isClosed else { return waiter.resume(throwing: IOError(.closed, "accept on \(self.address)")) }
            precondition(self.acceptor == nil, "two tasks accept on one listener")
            self.acceptor = waiter
            waiter.onEnd = { [weak self] in self?.stopAccepting() }
            self.tryAccept()
        }
    }

    private func stopAccepting() {
        acceptor = nil
        retry?.cancel()
        if !isClosed { uv_poll_stop(poll) }
    }

    private func tryAccept() {
        guard let acceptor else { return }
        let result = takeConnection(descriptor)
        if result >= 0 { return acceptor.resume(returning: result) }
        switch -result {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: waitForDescriptors()
        default: waitUntilReadable()
        }
    }

    /// Looks again a little later. Watched on, the waiting connection would wake the loop all the time.
    private func waitForDescriptors() {
        uv_poll_stop(poll)
        retry = loop.schedule(after: .milliseconds(100)) { [weak self] in self?.tryAccept() }
    }

    private func waitUntilReadable() {
        uv_poll_start(poll, Int32(UV_READABLE.rawValue)) { handle, _, _ in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<Listener>.fromOpaque(data).takeUnretainedValue().tryAccept()
        }
    }

    /// Stops listening, removes a Unix socket's file, and ends a waiting `accept` with `closed`. Any number of times,
    /// and in a cancelled task too.
    public func close() async {
        await withCheckedContinuation { continuation in
            loop.execute {
                self.closeNow()
                continuation.resume()
            }
        }
    }

    private func closeNow() {
        guard !isClosed else { return }
        isClosed = true
        if case .unix(let path) = address { unlink(path) }
        uv_poll_stop(poll)
        uv_close(asHandle(poll)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<Listener>.fromOpaque(data).release()
        }
        Glibc.close(descriptor)
        acceptor?.resume(throwing: IOError(.closed, "accept on \(address)"))
    }
}

extension Listener: LoopResident {
    func loopWillEnd() { closeNow() }
}
