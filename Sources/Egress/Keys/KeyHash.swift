internal import Domain

/// What is kept of a placeholder key: enough to know it again, and not to make it again.
struct KeyHash: Sendable {
    private let bytes: [UInt8]

    init(of text: String) { bytes = SHA256.hash(Array(text.utf8)) }

    /// A few bits to look it up by.
    var bucket: UInt64 { bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

    /// Compares in a time that does not depend on where the hashes differ.
    func isSame(as other: KeyHash) -> Bool { zip(bytes, other.bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 }
}
