internal import CCrypto

/// A key that keeps secrets on the disk unreadable to whoever has the disk and not the key: AES-256-GCM. Printing it shows a placeholder.
///
/// The pointers that are handed to C are valid for the call, and their lengths are those of the arrays behind them.
public struct EncryptionKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Bytes of a key.
    public static let length = 32
    private static let nonceLength = 12
    private static let tagLength = 16

    private let bytes: [UInt8]

    /// A key of 32 bytes; `nil` for any other number.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// A new key.
    public init(using randomness: inout some RandomNumberGenerator) {
        bytes = (0..<Self.length).map { _ in UInt8.random(in: 0...255, using: &randomness) }
    }

    /// The key itself. Call it where it is written to its file, nowhere else.
    public func reveal() -> [UInt8] { bytes }

    /// Encrypts `text`; `context` is not part of the result, and without the same one it cannot be opened.
    ///
    /// - Parameter randomness: For the nonce, of which no two may be the same: 96 bits of a secure generator.
    /// - Returns: Nonce, encrypted text, tag; `nil` when the library fails or the text has 2 GiB.
    public func seal(_ text: [UInt8], context: [UInt8], using randomness: inout some RandomNumberGenerator) -> [UInt8]? {
        let nonce = (0..<Self.nonceLength).map { _ in UInt8.random(in: 0...255, using: &randomness) }
        var (output, tag) = ([UInt8](repeating: 0, count: text.count), [UInt8](repeating: 0, count: Self.tagLength))
        guard let length = Int32(exactly: text.count), let contextLength = Int32(exactly: context.count) else { return nil }
        let ok = roost_seal(bytes, nonce, context, contextLength, text, length, &output, &tag)
        return ok == 1 ? nonce + output + tag : nil
    }

    /// Decrypts what `seal` gave; `nil` when it was made with another key or context, or changed since.
    public func open(_ sealed: [UInt8], context: [UInt8]) -> [UInt8]? {
        let count = sealed.count - Self.nonceLength - Self.tagLength
        guard count >= 0, let length = Int32(exactly: count), let contextLength = Int32(exactly: context.count) else { return nil }
        let nonce = Array(sealed.prefix(Self.nonceLength))
        let tag = Array(sealed.suffix(Self.tagLength))
        let text = Array(sealed.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
        var output = [UInt8](repeating: 0, count: count)
        return roost_open(bytes, nonce, context, contextLength, text, length, &output, tag) == 1 ? output : nil
    }

    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
