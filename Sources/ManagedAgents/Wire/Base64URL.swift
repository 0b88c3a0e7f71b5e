internal import HTTP

/// Bytes as letters that need no escape in a query (RFC 4648, section 5), without padding. Pure.
enum Base64URL {
    private static let letters = Base64.Alphabet.url.letters

    static func encode(_ bytes: [UInt8]) -> String { Base64.encode(bytes, .url) }

    /// `nil` for anything that `encode` does not give.
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for letter in text {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            (bits, count) = (bits << 6 | value, count + 6)
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(bits >> count & 0xFF))
            bits &= (1 << count) - 1
        }
        return count < 6 && bits == 0 ? bytes : nil
    }
}
