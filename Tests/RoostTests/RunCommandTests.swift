import EventLoop
import Glibc
import JSON
import TestSupport
import Testing

/// `roost run` with the real CLI and the offline model.
@Suite(.serialized) struct RunCommandTests {
    @Test func activityAndAnswerComeApart() async throws {
        let prompt = "[[tool:Read {\"file_path\":\"/etc/passwd\"}]] [[text:Done.]]"
        let outcome = try await Program.run(["run", "--model-stub", prompt])
        #expect(outcome.code == 0 && outcome.output.hasSuffix("Done.\n"))
        #expect(outcome.lines.first == "🤖 Using: Read()" && outcome.lines.contains("✓ Tool completed"))
        #expect(outcome.lines.last == "🤖 Thinking...")
    }

    @Test func thePromptMayComeFromTheEnvironmentOfTheImage() async throws {
        let outcome = try await Program.run(["entrypoint"], ["PROMPT": "Hello", "ROOST_MODEL_STUB": "1"], closesInput: false)
        #expect(outcome.code == 0 && outcome.output.contains("You said: \"Hello\"."))
    }

    @Test func furtherLinesGoOnWithTheConversation() async throws {
        let outcome = try await Program.run(["run", "--model-stub", "-i", "one"], input: "two\n\nthree")
        #expect(outcome.code == 0)
        let expected = [(1, "st", "one"), (2, "nd", "two"), (3, "rd", "three")].map { number, suffix, said in
            "This is your \(number)\(suffix) message; the first was \"one\". You said: \"\(said)\".\n"
        }
        #expect(outcome.output == expected.joined())
    }

    @Test func everyFrameIsALineOfJSON() async throws {
        let outcome = try await Program.run(["run", "--model-stub", "--json", "Hello"])
        #expect(outcome.code == 0 && outcome.talk.isEmpty)
        let types = try outcome.output.split(separator: "\n").map { try JSONValue(parsing: String($0))["type"]?.string ?? "" }
        #expect(types.contains("assistant") && types.contains("result") && types.first == "system")
    }

    @Test func aBadKeyIsToldWithinSeconds() async throws {
        try await withStub { url in
            let clock = ContinuousClock()
            let start = clock.now
            let outcome = try await Program.run(["run", "Hello"], ["ANTHROPIC_BASE_URL": url, "ANTHROPIC_API_KEY": "sk-ant-bad"])
            #expect(outcome.code == 77 && outcome.talk.contains("❌ Query error: Invalid API key") && outcome.talk.contains("401"))
            #expect(!outcome.talk.contains("sk-ant-bad") && outcome.output.isEmpty)
            // The CLI by itself would try again for three minutes.
            #expect(clock.now - start < .seconds(90))
        }
    }

    @Test func aFailedTurnHasAStatusOfItsOwn() async throws {
        let outcome = try await Program.run([
            "run", "--model-stub", "--max-steps", "1", "[[tool:Read {\"file_path\":\"/etc/passwd\"}]] x",
        ])
        #expect(outcome.code == 70 && outcome.talk.contains("❌ Query error: "))
    }

    @Test func aDangerousAgentNeedsANamedIsolation() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/agent.json"
            try Files.writePrivately(Array(#"{"name":"x","tools":[{"type":"agent_toolset_20260401"}]}"#.utf8), to: path)
            let call = ["run", "--model-stub", "--agent", path, "[[tool:Bash {\"command\":\"echo $((6*7))\"}]]"]
            let refused = try await Program.run(call)
            #expect(refused.code == 78 && refused.talk.contains("bash") && refused.talk.contains("--isolation"))
            let allowed = try await Program.run(call, ["ROOST_ISOLATION": "none"])
            #expect(allowed.code == 0 && allowed.output.contains("42"))
        }
    }

    @Test func nothingIsKept() async throws {
        try await withTemporaryFolder { folder in
            let more = ["CLAUDE_CONFIG_DIR": "\(folder)/data", "TMPDIR": folder]
            let outcome = try await Program.run(["run", "--model-stub", "Hello"], more)
            #expect(outcome.code == 0 && Files.entries(of: folder) == [])
        }
    }

    @Test func aSignalEndsItCleanly() async throws {
        try await withTemporaryFolder { folder in
            let status = try await status(in: folder, after: [SIGTERM])
            #expect(status == 143)
            #expect(Files.entries(of: folder) == [])
        }
    }

    @Test(arguments: [[SIGKILL], [SIGINT, SIGTERM]]) func whatASuddenEndLeavesIsRemovedByTheNextRun(signals: [Int32]) async throws {
        try await withTemporaryFolder { folder in
            let status = try await status(in: folder, after: signals)
            #expect(signals == [SIGKILL] ? status == -SIGKILL : [130, 143].contains(status))
            #expect(Files.entries(of: folder).count == 1)
            #expect(try await Program.run(["run", "--model-stub", "Hello"], ["TMPDIR": folder]).code == 0)
            #expect(Files.entries(of: folder) == [])
        }
    }

    /// The code of a run that gets signals in the middle of its turn, or the signal's negated number.
    private func status(in folder: String, after signals: [Int32]) async throws -> Int32 {
        try await EventLoopGroup.run(count: 1) { group in
            var command = ProcessCommand(executable: Program.path)
            command.arguments = ["run", "--model-stub", "--json", "[[stall:60000]] Hello"]
            command.environment = Program.environment.merging(["TMPDIR": folder]) { $1 }
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            child.standardInput.close()
            _ = ByteTail(of: try #require(child.standardError), limit: 4096)
            var frames = ByteLines(child.standardOutput, limit: 1 << 20)
            while let line = try await frames.next(), !String(decoding: line, as: UTF8.self).contains(#""subtype":"init""#) {}
            for signal in signals { child.send(signal: signal) }
            let status = await child.exitStatus(within: .seconds(20))
            child.closeStreams()
            return switch status {
            case .exited(let code): code
            case .signalled(let number): -number
            case nil: -1000
            }
        }
    }

    /// A model that checks keys, as `roost model-stub` serves it.
    private func withStub(_ body: @Sendable (String) async throws -> Void) async throws {
        try await EventLoopGroup.run(count: 1) { group in
            var command = ProcessCommand(executable: Program.path, arguments: ["model-stub", "--listen", "127.0.0.1:0"])
            command.environment = Program.environment
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            child.standardInput.close()
            _ = ByteTail(of: try #require(child.standardError), limit: 4096)
            var lines = ByteLines(child.standardOutput, limit: 4096)
            let line = String(decoding: try await lines.next() ?? [], as: UTF8.self)
            let url = line.firstMatch(of: /ANTHROPIC_BASE_URL=(\S+)/).map { String($0.output.1) }
            do { try await body(try #require(url)) } catch {
                child.send(signal: SIGKILL)
                throw error
            }
            child.send(signal: SIGTERM)
            #expect(await child.exitStatus(within: .seconds(10)) == .exited(0))
            child.closeStreams()
        }
    }
}
