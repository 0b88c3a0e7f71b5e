internal import Glibc

/// Refuses what the parser lets through in a message head: size without bound, and folded field lines.
///
/// Sees the bytes before the parser does and stops at the blank line that ends the head. Pure; correct wherever the bytes
/// are split. Sources: RFC 9112 sections 2.2 and 5.2.
struct HeadGuard {
    enum Verdict: Equatable { case pass, tooLarge, foldedLine }

    private enum Place { case beforeStart, inLine, atLineStart, afterReturn, done }

    private let limit: Int
    private var size = 0
    private var place = Place.beforeStart

    init(limit: Int) { self.limit = limit }

    /// Whether the blank line has been seen.
    var isDone: Bool { place == .done }

    /// Whether any byte of a head has been seen.
    var hasBegun: Bool { place != .beforeStart }

    mutating func reset() {
        size = 0
        place = .beforeStart
    }

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        var index = 0
        while index < bytes.count, place != .done {
            let start = index
            index = place == .inLine ? Self.afterLine(bytes, from: index) : index + 1
            guard advance(over: bytes, from: start, to: index) else { return .foldedLine }
            size += index - start
            if size > limit { return .tooLarge }
        }
        return .pass
    }

    /// Moves on by one byte, or within a line by all bytes up to its line feed. False on a folded line.
    private mutating func advance(over bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Bool {
        let byte = bytes[end - 1]
        switch (place, byte) {
        case (.beforeStart, 0x0D), (.beforeStart, 0x0A): break
        case (.atLineStart, 0x20), (.atLineStart, 0x09): return false
        case (.atLineStart, 0x0D): place = .afterReturn
        case (.atLineStart, 0x0A), (.afterReturn, 0x0A): place = .done
        case (.inLine, 0x0A): place = .atLineStart
        default: place = .inLine
        }
        return true
    }

    /// The index behind the next line feed, or the end.
    private static func afterLine(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else { return bytes.count }
        return UnsafeRawPointer(found) - base + 1
    }
}
