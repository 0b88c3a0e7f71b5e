import Domain
import JSON

/// Something that a client of /v1 has asked for, and how it was answered.
struct ManagedDeed: Sendable {
    enum Wish: Sendable, Hashable {
        case create
        case message
        /// An answer to the call behind an event: that a tool may run, that it may not and why, what the client's own tool came to.
        case allow(event: String)
        case deny(event: String, reason: String)
        case result(event: String, text: String)
        case retitle(String)
        case interrupt
        case archive
        case delete
    }

    let session: SessionID
    let wish: Wish
    /// None when no answer came.
    let status: Int?

    /// Whether it was done.
    var isDone: Bool { status == 200 }

    /// Whether it was refused, and must have left nothing. A server that failed may have done it all the same.
    var isRefused: Bool { status.map { (400..<500).contains($0) } ?? false }
}
