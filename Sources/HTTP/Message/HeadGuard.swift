internal import Glibc

/// Refuses what the parser lets through in a message head: size without bound, folded lines, nameless fields, doubled spaces
/// in the request line.
///
/// Sees the bytes before the parser does and stops at the blank line that ends the head. Pure; correct wherever the bytes
/// are split. Sources: RFC 9112 sections 2.2 and 5.2.
struct HeadGuard {
    enum Verdict: Equatable { case pass, tooLarge, malformed }

    private enum Place { case beforeStart, inFirstLine, afterSpace, inLine, atLineStart, afterReturn, done }

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
            guard advance(over: bytes, from: start, to: index) else { return .malformed }
            size += index - start
            if size > limit { return .tooLarge }
        }
        return .pass
    }

    /// Moves on by one byte, or within a line by all bytes up to its line feed. False on what may not be.
    private mutating func advance(over bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Bool {
        let byte = bytes[end - 1]
        switch (place, byte) {
        case (.beforeStart, 0x0D), (.beforeStart, 0x0A): break
        case (.atLineStart, 0x20), (.atLineStart, 0x09), (.atLineStart, 0x3A), (.afterSpace, 0x20): return false
        case (.beforeStart, _), (.inFirstLine, 0x21...), (.afterSpace, 0x21...): place = .inFirstLine
        case (.inFirstLine, 0x20): place = .afterSpace
        case (.inFirstLine, 0x0A), (.afterSpace, 0x0A): place = .atLineStart
        case (.inFirstLine, _), (.afterSpace, _): place = .inFirstLine
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
