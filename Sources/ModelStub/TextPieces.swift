/// Cuts a text into the pieces that are streamed one by one.
enum TextPieces {
    /// Without an order: pieces of about this many bytes,
    static let usualSize = 24
    /// but never more of them than this.
    static let mostPieces = 64

    /// Cuts between Unicode scalars, so that every piece is whole UTF-8; an empty text has no pieces.
    static func cut(_ text: String, into count: Int?) -> [String] {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return [] }
        let usual = min(mostPieces, (bytes.count + usualSize - 1) / usualSize)
        let wanted = max(1, min(count ?? usual, bytes.count))
        var pieces: [String] = []
        var start = 0
        for index in 1...wanted {
            let end = scalarBorder(in: bytes, at: bytes.count * index / wanted)
            guard end > start else { continue }
            pieces.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = end
        }
        return pieces
    }

    private static func scalarBorder(in bytes: [UInt8], at position: Int) -> Int {
        var border = position
        while border < bytes.count, bytes[border] & 0xC0 == 0x80 { border += 1 }
        return border
    }
}
