internal import Glibc

/// Cuts a byte stream into lines, wherever its pieces were split. Pure.
public struct LineFramer: Sendable {
    /// The longest line allowed, in bytes.
    public let limit: Int
    /// Set once a line has outgrown the limit: nothing follows but this.
    private(set) var failure: IOError?
    private var partial: [UInt8] = []

    /// A framer that refuses lines above `limit` bytes.
    public init(limit: Int) { self.limit = limit }

    /// Takes the next piece and gives the lines that it completes; empty lines are dropped.
    ///
    /// - Throws: `IOError` with code `tooLong` as soon as a line without end outgrows the limit. Lines before it in the same
    ///   piece are given first; the next call throws then.
    public mutating func push(_ bytes: [UInt8]) throws(IOError) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        while failure == nil, let end = Self.firstLineFeed(in: bytes, from: start) {
            append(bytes[start..<end])
            if let line = takePartial() { lines.append(line) }
            start = end + 1
        }
        if failure == nil { append(bytes[start...]) }
        if let failure, lines.isEmpty { throw failure }
        return lines
    }

    /// The unterminated rest at the end of the stream, if any.
    public mutating func finish() -> [UInt8]? { takePartial() }

    /// Adds to the line being read. A CR at its end does not count.
    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        let count = partial.count + bytes.count
        guard count <= limit || (count == limit + 1 && (bytes.last ?? partial.last) == 0x0D) else {
            failure = IOError(.tooLong, "read a line of at most \(limit) bytes")
            partial = []
            return
        }
        partial.append(contentsOf: bytes)
    }

    private mutating func takePartial() -> [UInt8]? {
        if partial.last == 0x0D { partial.removeLast() }
        guard !partial.isEmpty else { return nil }
        defer { partial = [] }
        return partial
    }

    private static func firstLineFeed(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, start < buffer.count else { return nil }
            guard let found = memchr(base + start, 0x0A, buffer.count - start) else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }
}
