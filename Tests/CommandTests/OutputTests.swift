import EventLoop
import Glibc
import JSON
import Synchronization
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

    /// Runs `body` with a stream into a pipe of `pages` pages that nobody reads, and what gives all that was written since the last call.
    private func withStalledPipe(
        pages: Int32,
        _ body: @escaping @Sendable (StandardStream, @escaping @Sendable () -> [UInt8]) throws -> Void
    ) async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        try #require(fcntl(writing, Self.setPipeSize, 4096 * pages) == 4096 * pages)
        try #require(fcntl(reading, F_SETFL, O_NONBLOCK) == 0)
        let done = Flag()
        // On a thread of its own, so that one that blocks is a failed test and no hanging one.
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await BlockingExecutor.shared.run {
                    try body(StandardStream(descriptor: writing, name: "the pipe")) { Self.taken(reading) }
                }
                done.set()
            }
            let end = ContinuousClock.now + .seconds(20)
            while !done.isSet, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
            #expect(done.isSet, "the writer waits for the reader")
            // A writer that waits is let go.
            while !done.isSet, Self.taken(reading).count >= 0 { try await Task.sleep(for: .milliseconds(5)) }
            try await tasks.waitForAll()
        }
        for end in ends { close(end) }
    }

    private static func taken(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    @Test func aReaderThatTakesNothingLosesLinesAndIsToldHowMany() async throws {
        try await withStalledPipe(pages: 1) { stream, taken in
            let log = LogSink(format: .json, stream: stream).logger(threshold: .info)
            let value = JSONValue.string(String(repeating: "x", count: 900))
            for _ in 0..<7 { log.info("line", [("value", value)]) }
            let before = taken().split(separator: 0x0A).count
            #expect((1..<7).contains(before))
            log.info("after")
            let lines = try taken().split(separator: 0x0A).map { try JSONValue(parsing: Array($0)) }
            #expect(lines.map { $0["message"] } == ["log lines dropped", "after"])
            #expect(lines.first?["count"]?.int == 7 - before)
        }
    }

    @Test(arguments: LogSink.Format.allCases, [100, 8_000, 300_000])
    func aLongLineIsCutAndNeverWaitsForTheReader(format: LogSink.Format, length: Int) async throws {
        try await withStalledPipe(pages: 2) { stream, taken in
            // One of the two pages is taken.
            try stream.write([UInt8](repeating: 0x2E, count: 4095) + [0x0A])
            let log = LogSink(format: format, stream: stream).logger(threshold: .info)
            let text = JSONValue.string(String(repeating: "é\u{1}", count: length / 2))
            for _ in 0..<3 { log.info("long", [("session.id", "s1"), ("text", text), ("list", [text, text])]) }
            let lines = taken().split(separator: 0x0A).dropFirst()
            #expect(lines.count >= 1 && lines.allSatisfy { $0.count < 4096 })
            for line in lines where format == .json {
                let value = try JSONValue(parsing: Array(line))
                #expect(value["message"] == "long" && value["session.id"] == "s1")
                #expect((value["text"] == text) == (length == 100))
            }
        }
    }

    @Test func aSocketThatTakesAPartGetsTheRestLater() throws {
        var ends: [Int32] = [0, 0]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { for end in ends { close(end) } }
        try #require(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        let log = LogSink(format: .json, stream: StandardStream(descriptor: ends[1], name: "the socket")).logger(threshold: .info)
        let value = JSONValue.string(String(repeating: "x", count: 1000))
        for _ in 0..<2000 { log.info("line", [("value", value)]) }
        let before = Self.taken(ends[0])
        log.info("after")
        let lines = try (before + Self.taken(ends[0])).split(separator: 0x0A).map { try JSONValue(parsing: Array($0)) }
        #expect(lines.suffix(2).map { $0["message"] } == ["log lines dropped", "after"])
        #expect(lines.suffix(2).first?["count"]?.int == 2000 - (lines.count - 2))
    }

    @Test(arguments: [Duration.zero, .milliseconds(50)]) func whatIsSaidWaitsForNobodyForEver(limit: Duration) async throws {
        try await withStalledPipe(pages: 1) { stream, taken in
            stream.say("first", within: limit)
            stream.say(String(repeating: "x", count: 20_000), within: limit)
            #expect(taken().starts(with: Array("first\n".utf8)))
        }
    }

    @Test func whatIsSaidArrivesAsALine() throws {
        let text = try written { $0.say("all of it") }
        #expect(text == "all of it\n")
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

/// Set once, from any thread.
private final class Flag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    func set() { value.withLock { $0 = true } }
}
