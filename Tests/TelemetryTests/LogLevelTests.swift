import Telemetry
import Testing

@Suite struct LogLevelTests {
    @Test func namesReadBack() {
        #expect(LogLevel.allCases.map(\.name) == ["debug", "info", "warning", "error"])
        for level in LogLevel.allCases { #expect(LogLevel(level.name) == level) }
    }

    @Test(arguments: ["", "Info", "warn", "INFO", "trace"]) func otherNamesAreRefused(name: String) {
        #expect(LogLevel(name) == nil)
    }

    @Test func levelsAreOrdered() {
        #expect(LogLevel.allCases == LogLevel.allCases.sorted())
        #expect(LogLevel.debug < .error)
    }
}
