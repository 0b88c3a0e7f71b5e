internal import CUV
internal import Glibc

/// Where a socket listens or connects: a numeric IP address with a port, or a path.
public enum SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 address in dotted form.
    case ipv4(host: String, port: Int)
    /// An IPv6 address without brackets.
    case ipv6(host: String, port: Int)
    /// A Unix socket in the file system, at most 107 bytes of path.
    case unix(path: String)

    /// An IP address from its text; `localhost` means 127.0.0.1.
    ///
    /// - Throws: `IOError` when `host` is no numeric address or `port` is outside 0…65535.
    public static func ip(host: String, port: Int) throws -> SocketAddress {
        guard (0...65535).contains(port) else { throw IOError(.system(EINVAL), "use port \(port), which is outside 0 to 65535") }
        let numeric = host == "localhost" ? "127.0.0.1" : host
        var four = in_addr()
        if inet_pton(AF_INET, numeric, &four) == 1 { return .ipv4(host: numeric, port: port) }
        var six = in6_addr()
        if inet_pton(AF_INET6, numeric, &six) == 1 { return .ipv6(host: numeric, port: port) }
        throw IOError(.system(EINVAL), "use \"\(host)\" as an IP address")
    }

    /// The port, if it is an IP address.
    public var port: Int? {
        switch self {
        case .ipv4(_, let port), .ipv6(_, let port): port
        case .unix: nil
        }
    }

    /// Whether only this machine can reach it: 127.0.0.0/8, ::1, or a Unix socket.
    public var isLoopback: Bool {
        switch self {
        case .ipv4(let host, _): host.hasPrefix("127.")
        case .ipv6(let host, _): host == "::1"
        case .unix: true
        }
    }

    /// `127.0.0.1:80`, `[::1]:80`, or `unix:/path`.
    public var description: String {
        switch self {
        case .ipv4(let host, let port): "\(host):\(port)"
        case .ipv6(let host, let port): "[\(host)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    var family: Int32 {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Calls `body` with the C form of the address.
    func withSocketAddress<T>(_ body: (UnsafePointer<sockaddr>, socklen_t) throws -> T) throws -> T {
        switch self {
        case .ipv4(let host, let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
            inet_pton(AF_INET, host, &address.sin_addr)
            return try Self.rebound(&address, body)
        case .ipv6(let host, let port):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(truncatingIfNeeded: port).bigEndian
            inet_pton(AF_INET6, host, &address.sin6_addr)
            return try Self.rebound(&address, body)
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(path.utf8)
            guard bytes.count < MemoryLayout.size(ofValue: address.sun_path), !bytes.contains(0) else {
                throw IOError(.system(ENAMETOOLONG), "use \(path) as a socket path (at most 107 bytes)")
            }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            return try Self.rebound(&address, body)
        }
    }

    private static func rebound<A, T>(_ address: inout A, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> T) throws -> T {
        try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { try body($0, socklen_t(MemoryLayout<A>.size)) }
        }
    }
}
