import EventLoop
import Glibc
import JSON
import Telemetry
import Testing

@testable import Command

@Suite struct OutputTests {
    /// `F_SETPIPE_SZ`, which the module map leaves out.
    private static let setPipeSize: Int32 = 1031

    /// Runs `body` with a stream into a pipe of one page, and gives what was written to it.
    private func written(_ body: (StandardStream) throws -> Void) throws -> String {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        _ = fcntl(ends[1], Self.setPipeSize, 4096)
        do {
            defer { close(ends[1]) }
            try body(StandardStream(descriptor: ends[1], name: "the pipe"))
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(ends[0], &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_400, 7, "2000-02-29T00:00:00.007Z"), (4_102_444_799, 999, "2099-12-31T23:59:59.999Z"),
    ])
    func timesAreUTC(seconds: Int, milliseconds: Int, expected: String) {
        #expect(Timestamp.text(seconds: seconds, milliseconds: milliseconds) == expected)
    }

    @Test func textLinesAreForPeople() throws {
        let text = try written { LogSink(format: .text, stream: $0).logger(threshold: .info).info("listening", [("address", "a b")]) }
        #expect(text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info listening address="a b"\n/) != nil)
    }

    @Test func jsonLinesAreObjects() throws {
        let text = try written {
            let log = LogSink(format: .json, stream: $0).logger(threshold: .warning)
            log.info("not shown")
            log.error("shown", [("n", 1)])
        }
        #expect(text.hasSuffix("\n") && text.split(separator: "\n").count == 1)
        let line = try JSONValue(parsing: text)
        #expect(line["level"] == "error" && line["message"] == "shown" && line["n"] == 1 && line["time"]?.string?.hasSuffix("Z") == true)
    }

    @Test func aReaderThatTakesNothingLosesLinesAndIsToldHowMany() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        _ = fcntl(ends[1], Self.setPipeSize, 4096)
        let log = LogSink(format: .json, stream: StandardStream(descriptor: ends[1], name: "the pipe")).logger(threshold: .info)
        for _ in 0..<3 { log.info("line") }
        var buffer = [UInt8](repeating: 0, count: 4096)
        _ = read(ends[0], &buffer, buffer.count)
        log.info("after")
        let count = read(ends[0], &buffer, buffer.count)
        let lines = String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: "\n")
        #expect(lines.first?.contains(#""count":2"#) == true || lines.first?.contains("after") == true)
    }

    @Test func aClosedReaderIsAnError() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        #expect { try StandardStream(descriptor: ends[1], name: "the pipe").line("x") } throws: { ($0 as? IOError)?.errno == EPIPE }
    }

    /// A pipe that holds `text` and has ended.
    private func input(_ text: [UInt8]) throws -> StandardInput {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        #expect(write(ends[1], text, text.count) == text.count)
        close(ends[1])
        return StandardInput(descriptor: ends[0])
    }

    @Test func linesAreThePromptsAndBlankOnesAreNone() async throws {
        let lines = InputLines(try input(Array("one\n\n  \r\ntwo \nthree".utf8)), limit: 100)
        var all: [String] = []
        while let line = try await lines.next() { all.append(line) }
        #expect(all == ["one", "two", "three"])
    }

    @Test func aLineThatIsTooLongOrNoTextIsAnError() async throws {
        let long = InputLines(try input([UInt8](repeating: 0x61, count: 200)), limit: 100)
        await #expect(throws: IOError.self) { try await long.next() }
        let broken = InputLines(try input([0xFF, 0x0A]), limit: 100)
        await #expect(throws: CommandError.self) { try await broken.next() }
    }

    @Test func silenceEndsAfterItsTime() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let input = StandardInput(descriptor: ends[0])
        await #expect { try await input.read(within: .zero) } throws: { ($0 as? IOError)?.code == .timedOut }
    }
}
