/// The lines of a stream, split at LF. The LF and a CR before it are not part of a line; empty lines are skipped.
public struct ByteLines: Sendable {
    private let stream: ByteStream
    private var framer: LineFramer
    private var ready: [[UInt8]] = []
    private var next = 0
    /// Whether the stream has ended; a line that was got together with this had no LF.
    public private(set) var isAtEnd = false

    /// Lines of at most `limit` bytes each.
    public init(_ stream: ByteStream, limit: Int) {
        self.stream = stream
        framer = LineFramer(limit: limit)
    }

    /// The next line, or `nil` at the end. An unterminated last line is given too.
    ///
    /// - Throws: `IOError` with code `tooLong` for a line above the limit (the stream is of no more use then), or what `read` throws.
    public mutating func next() async throws -> [UInt8]? {
        while next == ready.count {
            guard !isAtEnd else { return nil }
            ready = try await readLines()
            next = 0
        }
        defer { next += 1 }
        return ready[next]
    }

    private mutating func readLines() async throws -> [[UInt8]] {
        if let failure = framer.failure { throw failure }
        guard let bytes = try await stream.read() else {
            isAtEnd = true
            return framer.finish().map { [$0] } ?? []
        }
        return try framer.push(bytes)
    }
}
