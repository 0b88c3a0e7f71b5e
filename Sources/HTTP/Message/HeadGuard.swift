internal import Glibc

/// Refuses what the parser lets through in a request head: size without bound, a request line of any but one form, bare line
/// feeds, folded lines, nameless fields.
///
/// Sees the bytes before the parser does and stops at the blank line that ends the head. Pure; correct wherever the bytes
/// are split. Sources: RFC 9112 sections 2.2, 3 and 5.2.
struct HeadGuard {
    enum Verdict: Equatable { case pass, tooLarge, targetTooLong, malformed }

    private enum Place: Equatable {
        case beforeStart, inMethod, beforeTarget, inTarget, inVersion(Int), inLine, atLineStart, afterReturn, done
    }

    private static let version = Array("HTTP/1.".utf8)

    private let limit: Int
    private var size = 0
    private var place = Place.beforeStart
    private var lastByte: UInt8 = 0

    init(limit: Int) { self.limit = limit }

    /// Whether any byte of a head has been seen.
    var hasBegun: Bool { place != .beforeStart }

    mutating func reset() { self = HeadGuard(limit: limit) }

    mutating func inspect(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        var index = 0
        while index < bytes.count, place != .done {
            let start = index
            index = place == .inLine ? Self.afterLine(bytes, from: index) : index + 1
            size += index - start
            guard size <= limit else { return isInFirstLine ? .targetTooLong : .tooLarge }
            let previous = index - start > 1 ? bytes[index - 2] : lastByte
            guard advance(over: bytes[index - 1], after: previous) else { return .malformed }
            lastByte = bytes[index - 1]
        }
        return .pass
    }

    private var isInFirstLine: Bool {
        switch place {
        case .inMethod, .beforeTarget, .inTarget, .inVersion: true
        case .beforeStart, .inLine, .atLineStart, .afterReturn, .done: false
        }
    }

    /// Moves on by one byte, or within a field line by all bytes up to its line feed. False on what may not be.
    private mutating func advance(over byte: UInt8, after previous: UInt8) -> Bool {
        switch place {
        case .beforeStart:
            if byte != 0x0D, byte != 0x0A { place = .inMethod }
            return true
        case .inMethod:
            if byte == 0x20 { place = .beforeTarget }
            return byte >= 0x20
        case .beforeTarget, .inTarget: return advanceInTarget(byte)
        case .inVersion(let index): return advanceInVersion(byte, index)
        case .atLineStart: return beginLine(byte)
        case .inLine:
            guard byte == 0x0A else { return true }
            place = .atLineStart
            return previous == 0x0D
        case .afterReturn:
            place = .done
            return byte == 0x0A
        case .done: return true
        }
    }

    /// Visible ASCII only, and no fragment, which a client keeps to itself.
    private mutating func advanceInTarget(_ byte: UInt8) -> Bool {
        if byte == 0x20, place == .inTarget {
            place = .inVersion(0)
            return true
        }
        place = .inTarget
        return (0x21...0x7E).contains(byte) && byte != 0x23
    }

    private mutating func advanceInVersion(_ byte: UInt8, _ index: Int) -> Bool {
        place = index == Self.version.count + 2 ? .atLineStart : .inVersion(index + 1)
        return switch index - Self.version.count {
        case ..<0: byte == Self.version[index]
        case 0: byte == 0x30 || byte == 0x31
        case 1: byte == 0x0D
        default: byte == 0x0A
        }
    }

    private mutating func beginLine(_ byte: UInt8) -> Bool {
        place = byte == 0x0D ? .afterReturn : .inLine
        return byte != 0x20 && byte != 0x09 && byte != 0x3A && byte != 0x0A
    }

    /// The index behind the next line feed, or the end.
    private static func afterLine(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else { return bytes.count }
        return UnsafeRawPointer(found) - base + 1
    }
}
