import EventLoop
import Glibc
import JSON
import Testing

/// The ways in which the stand-in goes wrong are themselves relied upon.
@Suite struct FakeClaudeFaultsTests {
    @Test(arguments: [400, 64 << 10, 15 << 20, 17 << 20])
    func lineHasTheSizeOrdered(_ size: Int) async throws {
        let run = try await FakeRun.of(["[[fake:line \(size + 600)]]"])
        #expect(run.lines.map(\.count).contains(size + 600))
        #expect(run.result?["subtype"] == "success")
    }

    @Test(arguments: [
        ("partial-line", #"{"type":"assistant","message":{"id":"msg_fake","cont"#), ("tail", #"{"type":"system","sub"#),
        (#"frame {"uuid":"u","session_id":"s","type":"new"}"#, #"{"uuid":"u","session_id":"s","type":"new"}"#),
        ("garbage", "{this is not JSON}"), ("nul-line", "\0\0\0"), ("bom", "\u{FEFF}{\"type\":\"keep_alive\"}"), ("noise", "[1,2]"),
    ])
    func brokenLineIsSent(_ mode: String, _ line: String) async throws {
        let lines = try await FakeRun.withFake { child, _ in
            try await child.standardInput.write(FakeRun.line("[[fake:\(mode)]]"))
            child.standardInput.closeWhenDrained()
            var bytes: [UInt8] = []
            while let more = try await child.standardOutput.read() {
                bytes += more
                if mode == "partial-line", bytes.suffix(line.utf8.count) == ArraySlice(line.utf8) { break }
            }
            return bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(lines.contains { $0.utf8.elementsEqual(line.utf8) })
    }

    @Test(arguments: [
        ("exit 7 out of luck", ProcessEnd.exited(7), "out of luck\n"), ("exit-before 3", .exited(3), ""), ("exit-after 4", .exited(4), ""),
        ("kill", .signalled(9), ""), ("kill 6", .signalled(6), ""), ("no-result", .exited(0), ""), ("error-exit", .exited(1), ""),
        ("api-error", .exited(1), ""), ("say fine", .exited(0), ""),
    ])
    func endIsAsOrdered(_ mode: String, _ status: ProcessEnd, _ complaint: String) async throws {
        let run = try await FakeRun.of(["[[fake:\(mode)]]"])
        #expect(run.status == status)
        #expect(run.complaint == complaint)
    }

    @Test func unknownModeIsRefusedLoudly() async throws {
        let run = try await FakeRun.of(["[[fake:no-such-mode]]"])
        #expect(run.status == .exited(64))
        #expect(run.complaint.contains("no-such-mode"))
    }

    @Test func everyModeIsInTheDocument() async throws {
        let run = try await FakeRun.of(["[[fake:no-such-mode]]"])
        let known = try #require(run.complaint.split(separator: "there are: ").last?.split(separator: ".").first)
        let document = String(decoding: try #require(Checkout.contents(of: Checkout.root + "/Tests/FakeClaude/README.md")), as: UTF8.self)
        let words = Set(document.split { !$0.isLetter && !$0.isNumber && $0 != "-" })
        let missing = known.split(separator: " ").filter { !words.contains($0) }
        #expect(known.contains("stall-init") && missing.isEmpty, "README.md lacks \(missing)")
    }

    @Test(arguments: [
        ("exit-start 5 no start today", ProcessEnd.exited(5), 0), ("noise-start", .exited(0), 5), ("say standing", .exited(0), 4),
        ("stderr-start careful", .exited(0), 4),
    ])
    func orderHoldsFromTheStart(_ mode: String, _ status: ProcessEnd, _ frames: Int) async throws {
        let runs = [
            try await FakeRun.of(["hello"], [], ["FAKE_CLAUDE_MODE": mode]),
            try await FakeRun.of(["hello"], ["--system-prompt", "Be good. [[fake:\(mode)]]"]),
        ]
        for run in runs {
            #expect(run.status == status)
            #expect(run.frames.count >= frames)
            #expect(mode != "say standing" || run.result?["result"] == "standing")
            #expect(!run.complaint.isEmpty == (mode.hasPrefix("exit") || mode.hasPrefix("stderr")))
        }
    }

    @Test func orderForTheNextStartHoldsOnce() async throws {
        let folder = try AgentHome()
        let variables = ["CLAUDE_CONFIG_DIR": folder.folder]
        _ = try await FakeRun.of(["[[fake:next-start exit-start 9]]"], [], variables)
        #expect(try await FakeRun.of(["hello"], [], variables).status == .exited(9))
        #expect(try await FakeRun.of(["hello"], [], variables).status == .exited(0))
    }

    @Test func errorFloodComesWhole() async throws {
        let run = try await FakeRun.of(["[[fake:stderr-flood 10M]]"])
        #expect(run.complaint.utf8.count >= 10 << 20)
        #expect(run.result?["subtype"] == "success")
    }

    @Test func splitTextArrivesWhole() async throws {
        let run = try await FakeRun.of(["[[fake:split-utf8]]"])
        #expect(run.frames.contains { $0["message"]?["content"]?[0]?["text"]?.string?.contains("Grüße, 世界") == true })
    }

    @Test func spinSendsTheCountOrdered() async throws {
        let run = try await FakeRun.of(["[[fake:spin 1000]]"], ["--include-partial-messages"])
        #expect(run.frames.filter { $0["event"]?["type"] == "content_block_delta" }.count == 1001)
    }
}
