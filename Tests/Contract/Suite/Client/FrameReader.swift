/// Cuts the bytes of an event stream into frames, and notes what the contract's framing does not allow. Pure.
struct FrameReader: Sendable {
    /// Complete frames, in order.
    private(set) var frames: [Frame] = []
    /// When each comment was complete.
    private(set) var comments: [ContinuousClock.Instant] = []
    /// Lines that do not end with CRLF.
    private(set) var badLineEnds = 0
    private var line: [UInt8] = []
    private var lines: [[UInt8]] = []

    /// Whether bytes are left that end no frame.
    var isMidway: Bool { !line.isEmpty || !lines.isEmpty }

    mutating func push(_ bytes: [UInt8], at instant: ContinuousClock.Instant) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            line += rest[..<end]
            rest = rest[rest.index(after: end)...]
            endLine(instant)
        }
        line += rest
    }

    private mutating func endLine(_ instant: ContinuousClock.Instant) {
        if line.last == 0x0D { line.removeLast() } else { badLineEnds += 1 }
        if line.contains(0x0D) { badLineEnds += 1 }
        defer { line = [] }
        guard line.isEmpty else { return take(instant) }
        if !lines.isEmpty { frames.append(Frame(lines: lines, arrived: instant)) }
        lines = []
    }

    private mutating func take(_ instant: ContinuousClock.Instant) {
        if line.first == 0x3A { comments.append(instant) } else { lines.append(line) }
    }
}
