internal import Domain
internal import EventLoop
internal import Synchronization
public import Telemetry

/// Writes log lines to standard error, whole lines only.
///
/// A reader that takes nothing must not stop the server: lines are dropped while the pipe is full, and their number is told later.
/// Long values are cut until a line fits into the room for one (4,096 bytes).
public final class LogSink: Sendable {
    /// How lines look.
    public enum Format: String, Sendable, CaseIterable {
        /// For people.
        case text
        /// One object a line.
        case json
    }

    private let format: Format
    private let stream: StandardStream
    private let pending = Mutex(Pending())

    /// A sink to standard error.
    public convenience init(format: Format) { self.init(format: format, stream: .error) }

    init(format: Format, stream: StandardStream) {
        self.format = format
        self.stream = stream
    }

    /// A logger that writes here.
    public func logger(threshold: LogLevel) -> Logger { Logger(threshold: threshold) { self.write($0) } }

    /// What the reader has not taken yet.
    private struct Pending {
        /// The end of a line whose beginning was taken: a socket or a terminal may take a part.
        var rest: ArraySlice<UInt8> = []
        var dropped = 0
    }

    private func write(_ line: LogLine) {
        let time = UTCTime(microseconds: WallClock.microseconds).description
        let bytes = bounded(line, time)
        pending.withLock { pending in
            guard finish(&pending) else { return pending.dropped += 1 }
            if pending.dropped > 0, offer(notice(of: pending.dropped, time), &pending) { pending.dropped = 0 }
            if pending.dropped > 0 || !finish(&pending) || !offer(bytes, &pending) { pending.dropped += 1 }
        }
    }

    /// Whether nothing of an earlier line is left.
    private func finish(_ pending: inout Pending) -> Bool {
        while !pending.rest.isEmpty {
            switch stream.offer(pending.rest) {
            case .taken(let count): pending.rest = pending.rest.dropFirst(count)
            case .full: return false
            case .failed: pending.rest = []
            }
        }
        return true
    }

    /// Whether the line, or its beginning, is written.
    private func offer(_ line: [UInt8], _ pending: inout Pending) -> Bool {
        guard case .taken(let count) = stream.offer(line[...]) else { return false }
        pending.rest = line[count...]
        return true
    }

    private func bounded(_ line: LogLine, _ time: String) -> [UInt8] {
        var bytes = bytes(of: line, time)
        for length in [1024, 256, 64, 16, 0] where bytes.count > StandardStream.atomicBytes {
            bytes = self.bytes(of: line.cutting(valuesTo: length), time)
        }
        return bytes.count > StandardStream.atomicBytes ? self.bytes(of: line.withoutFields, time) : bytes
    }

    private func bytes(of line: LogLine, _ time: String) -> [UInt8] {
        (format == .json ? line.json(time: time) : Array(line.text(time: time).utf8)) + [0x0A]
    }

    private func notice(of count: Int, _ time: String) -> [UInt8] {
        switch format {
        case .text: Array("\(time) warning log lines dropped count=\(count)\n".utf8)
        case .json: Array(#"{"time":"\#(time)","level":"warning","message":"log lines dropped","count":\#(count)}"#.utf8) + [0x0A]
        }
    }
}
