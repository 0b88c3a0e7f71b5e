public import JSON

/// Structured log lines: a constant message and fields with stable keys. Never a prompt, never a key.
public struct Logger: Sendable {
    private let threshold: LogLevel
    private let fields: [(String, JSONValue)]
    private let sink: @Sendable (LogLine) -> Void

    /// A logger that hands lines of at least `threshold` to `sink`, which must not block for long.
    public init(threshold: LogLevel = .info, sink: @escaping @Sendable (LogLine) -> Void) {
        self.init(threshold: threshold, fields: [], sink: sink)
    }

    private init(threshold: LogLevel, fields: [(String, JSONValue)], sink: @escaping @Sendable (LogLine) -> Void) {
        self.threshold = threshold
        self.fields = fields
        self.sink = sink
    }

    /// A logger whose lines all carry these fields too.
    public func with(_ more: [(String, JSONValue)]) -> Logger { Logger(threshold: threshold, fields: fields + more, sink: sink) }

    /// Logs a line.
    public func log(_ level: LogLevel, _ message: StaticString, _ more: [(String, JSONValue)] = []) {
        guard level >= threshold else { return }
        sink(LogLine(level: level, message: "\(message)", fields: fields + more))
    }

    /// Logs a change of state.
    public func info(_ message: StaticString, _ more: [(String, JSONValue)] = []) { log(.info, message, more) }

    /// Logs what may need somebody's eye.
    public func warning(_ message: StaticString, _ more: [(String, JSONValue)] = []) { log(.warning, message, more) }

    /// Logs what has failed.
    public func error(_ message: StaticString, _ more: [(String, JSONValue)] = []) { log(.error, message, more) }

    /// A logger that drops everything.
    public static let none = Logger(threshold: .error) { _ in }
}
