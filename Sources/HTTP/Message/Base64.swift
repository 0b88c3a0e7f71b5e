/// Bytes as letters (RFC 4648). Pure.
package enum Base64 {
    /// The letters that bytes are written with.
    package struct Alphabet: Sendable {
        package let letters: [UInt8]
        /// Whether what is short is filled up with `=`.
        let isPadded: Bool

        /// Section 4.
        package static let standard = Alphabet(last: "+/", isPadded: true)
        /// Section 5, without padding: letters that need no escape in a query.
        package static let url = Alphabet(last: "-_", isPadded: false)

        private init(last: String, isPadded: Bool) {
            letters = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + last).utf8)
            self.isPadded = isPadded
        }
    }

    /// The text of some bytes.
    package static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { text.append(alphabet.letters[bits >> (18 - 6 * place) & 63]) }
            if alphabet.isPadded { text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
