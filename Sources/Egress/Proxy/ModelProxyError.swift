public import EventLoop

/// Why a proxy cannot serve.
public enum ModelProxyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The address to listen on can be reached from elsewhere.
    case notLoopback(SocketAddress)
    /// The credential is empty, or has bytes that no header field may have.
    case unusableCredential

    /// What is wrong and what to do, on one line.
    public var description: String {
        switch self {
        case .notLoopback(let address): "the model proxy cannot listen on \(address): give it a loopback address or a Unix socket"
        case .unusableCredential: "the credential for the model API is empty or has blanks or control characters in it: set it anew"
        }
    }
}
