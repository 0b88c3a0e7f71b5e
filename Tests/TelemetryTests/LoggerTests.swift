import JSON
import Synchronization
import Telemetry
import Testing

@Suite struct LoggerTests {
    private final class Sink: Sendable {
        let lines = Mutex<[LogLine]>([])

        func logger(_ threshold: LogLevel) -> Logger { Logger(threshold: threshold) { line in self.lines.withLock { $0.append(line) } } }

        var messages: [String] { lines.withLock { $0.map(\.message) } }
    }

    @Test(arguments: LogLevel.allCases) func linesBelowTheThresholdAreDropped(threshold: LogLevel) {
        let sink = Sink()
        let log = sink.logger(threshold)
        for level in LogLevel.allCases { log.log(level, "line") }
        #expect(sink.lines.withLock { $0.map(\.level) } == LogLevel.allCases.filter { $0 >= threshold })
    }

    @Test func everyMethodHasItsLevel() {
        let sink = Sink()
        let log = sink.logger(.debug)
        log.info("a")
        log.warning("b")
        log.error("c")
        #expect(sink.lines.withLock { $0.map(\.level) } == [.info, .warning, .error])
        #expect(sink.messages == ["a", "b", "c"])
    }

    @Test func fieldsOfTheLoggerComeBeforeThoseOfTheLine() {
        let sink = Sink()
        sink.logger(.info).with([("a", 1)]).with([("b", 2)]).info("x", [("c", 3)])
        #expect(sink.lines.withLock { $0[0].fields.map(\.0) } == ["a", "b", "c"])
    }

    @Test func theEmptyLoggerIsSilent() {
        Logger.none.error("nobody hears this")
    }
}
