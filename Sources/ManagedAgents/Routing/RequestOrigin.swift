internal import Domain

/// Where the names of what a request makes come from: a repeated request, also after the server was killed, makes the same ones again.
///
/// They follow from the id of the first request, which is no secret: nothing that lets anybody in may be named so.
public struct RequestOrigin: Sendable, Hashable {
    /// The id of the first request with this `Idempotency-Key`; without one, of the request itself.
    public let id: String
    /// When that came.
    public let time: Timestamp
    /// How often the request has come.
    public let attempt: Attempt

    /// What has become of a request until now.
    public enum Attempt: Sendable, Hashable {
        /// It comes for the first time.
        case first
        /// An earlier try got no answer, and may have done all of its work, a part or nothing.
        case repeated
        /// Its work was done once: that is answered again, and nothing done.
        case answered
    }

    /// An origin.
    public init(id: String, time: Timestamp, _ attempt: Attempt = .first) {
        self.id = id
        self.time = time
        self.attempt = attempt
    }

    /// Whether it has come before.
    public var isRepeated: Bool { attempt != .first }

    /// Goes on where the work was not found to be done; not where it was done once, and is gone.
    ///
    /// - Throws: `ManagedError` 404.
    public func checkUndone() throws(ManagedError) {
        guard attempt != .answered else { throw IdempotencyClaim.nothingLeft }
    }

    /// The id of an object that the request makes one of.
    public func id(_ prefix: ManagedID.Prefix) -> String { ManagedID.derived(prefix, from: hash(prefix.rawValue)) }

    /// The UUID of one of the things that the request makes.
    public func uuid(_ number: Int) -> String {
        var bytes = Array(hash("uuid/\(number)").prefix(16))
        (bytes[6], bytes[8]) = (bytes[6] & 0x0F | 0x40, bytes[8] & 0x3F | 0x80)
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }

    private func hash(_ what: String) -> [UInt8] { SHA256.hash(Array("\(id)\u{0}\(what)".utf8)) }
}
