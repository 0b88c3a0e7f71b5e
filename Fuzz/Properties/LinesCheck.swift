import EventLoop

enum LinesCheck {
    private struct Outcome: Equatable {
        var lines: [[UInt8]] = []
        var isTooLong = false
    }

    private static let limit = 64

    static func run(_ bytes: [UInt8]) throws(PropertyViolation) {
        let whole = frame([bytes[...]])
        for pieces in Splits.of(bytes) { try require(frame(pieces), equals: whole, "in pieces of \(pieces.map(\.count))") }
        if let line = whole.lines.first(where: { $0.isEmpty || $0.count > limit || $0.contains(0x0A) }) {
            throw PropertyViolation("a line that is none: \(line)")
        }
        if !whole.isTooLong { try require(whole.lines, equals: expected(bytes), "lines") }
    }

    private static func frame(_ pieces: [ArraySlice<UInt8>]) -> Outcome {
        var framer = LineFramer(limit: limit)
        var outcome = Outcome()
        do {
            for piece in pieces + [[]] { outcome.lines += try framer.push(Array(piece)) }
            if let rest = framer.finish() { outcome.lines.append(rest) }
        } catch {
            outcome.isTooLong = true
        }
        return outcome
    }

    /// The same by the plainest means.
    private static func expected(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { $0.last == 0x0D ? Array($0.dropLast()) : Array($0) }
            .filter { !$0.isEmpty }
    }
}
