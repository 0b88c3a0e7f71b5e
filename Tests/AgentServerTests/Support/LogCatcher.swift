import JSON
import Synchronization
import Telemetry

/// Keeps every line of a log.
final class LogCatcher: Sendable {
    private let lines = Mutex<[LogLine]>([])

    var logger: Logger { Logger(threshold: .debug) { line in self.lines.withLock { $0.append(line) } } }

    var all: [LogLine] { lines.withLock { $0 } }

    /// The lines of one message, as their fields.
    func fields(of message: String) -> [JSONObject] {
        all.filter { $0.message == message }.map { JSONObject($0.fields.map { (key: $0.0, value: $0.1) }) }
    }

    /// All of it as text.
    var text: String { all.map { $0.text(time: "") }.joined(separator: "\n") }
}
