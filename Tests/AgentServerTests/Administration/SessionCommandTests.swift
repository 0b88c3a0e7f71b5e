import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// The built `roost session`, with a built server and without.
@Suite(.timeLimit(.minutes(2))) struct SessionCommandTests {
    private struct Outcome: Sendable {
        let code: Int32
        let output: String
        let talk: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    private func roost(_ bench: Workbench, _ arguments: [String]) async throws -> Outcome {
        try await EventLoopGroup.run(count: 1) { group in
            var command = ProcessCommand(executable: BuiltPrograms.roost, arguments: ["session"] + arguments + ["--data", bench.data])
            command.environment = ["PATH": "/usr/bin:/bin", "HOME": bench.path]
            command.pipesStandardError = true
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            defer { child.closeStreams() }
            child.standardInput.closeWhenDrained()
            let output = ByteTail(of: child.standardOutput, limit: 1 << 20)
            let talk = ByteTail(of: try #require(child.standardError), limit: 1 << 20)
            let status = await child.exitStatus(within: .seconds(60))
            if status == nil { child.send(signal: 9) }
            guard case .exited(let code)? = status else { return Outcome(code: -1, output: "", talk: "\(String(describing: status))") }
            return Outcome(code: code, output: await output.text(within: .seconds(5)), talk: await talk.text(within: .seconds(5)))
        }
    }

    /// What holds for both.
    private func checkLooking(_ bench: Workbench) async throws {
        let table = try await roost(bench, ["ls"])
        #expect(table.code == 0 && table.talk.isEmpty && table.lines.count == 3, "\(table)")
        #expect(table.lines[0].hasPrefix("ID") && table.lines[1].hasPrefix("b ") && table.lines[2].contains(" idle "))
        #expect(try await roost(bench, ["ls", "-q", "--sort", "name"]).output == "a\nb\n")
        let some = try await roost(bench, ["ls", "-q", "--limit", "1"])
        #expect(some.output == "b\n" && some.talk.contains("1 more"))
        let list = try JSONValue(parsing: try await roost(bench, ["ls", "--format", "json"]).output)
        #expect(list["total"] == 2 && list["sessions"]?[0]?["id"] == "b" && list["sessions"]?[0]?["turns"] == 1)
        let shown = try await roost(bench, ["show", "a"])
        #expect(shown.code == 0 && shown.output.contains("state          idle\n") && shown.output.contains("done"))
        let json = try JSONValue(parsing: try await roost(bench, ["show", "a", "--format", "json"]).output)
        #expect(json["turn_list"]?[0]?["prompt_bytes"] == 12 && !shown.output.contains("hello"))
        let events = try await roost(bench, ["show", "a", "--events"])
        #expect(try events.lines.allSatisfy { try JSONValue(parsing: $0)["number"]?.int != nil })
        #expect(events.output.contains("hello secret") && events.lines.last?.contains("turn.ended") == true)
    }

    private func checkRefusals(_ bench: Workbench) async throws {
        #expect(try await roost(bench, ["show", "x"]).code == 66)
        #expect(try await roost(bench, ["show", "ü"]).code == 64)
        #expect(try await roost(bench, ["show"]).code == 64)
        #expect(try await roost(bench, ["rm"]).code == 64)
        #expect(try await roost(bench, ["prune"]).code == 64)
        let unasked = try await roost(bench, ["rm", "a"])
        #expect(unasked.code == 64 && unasked.talk.contains("--yes"))
        let partly = try await roost(bench, ["rm", "-y", "x", "a"])
        #expect(partly.code == 66 && partly.output == "a\n" && partly.talk.contains("no session x"), "\(partly)")
        let dry = try await roost(bench, ["prune", "--older-than", "0", "--dry-run"])
        #expect(dry.code == 0 && dry.output == "b\n" && dry.talk.contains("would be removed"))
        let pruned = try await roost(bench, ["prune", "--older-than", "0s", "--format", "json"])
        let report = try JSONValue(parsing: pruned.output)
        #expect(report["sessions"]?.array == ["b"] && report["bytes"]?.int ?? 0 > 0 && report["dry_run"] == false)
        #expect(try await roost(bench, ["ls", "-q"]).output.isEmpty)
    }

    @Test func aRunningServerIsAsked() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                try await program.server.turn("hello secret", in: "a").expectDone()
                try await program.server.turn("hello", in: "b").expectDone()
                try await checkLooking(bench)
                try await checkRefusals(bench)
                #expect(bench.sessions.isEmpty)
            }
        }
    }

    @Test func withoutAServerTheFolderIsRead() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                try await program.server.turn("hello secret", in: "a").expectDone()
                try await program.server.turn("hello", in: "b").expectDone()
            }
            try await checkLooking(bench)
            try await checkRefusals(bench)
            #expect(bench.sessions.isEmpty)
        }
    }

    @Test func aTurnThatRunsIsInterruptedByForceAlone() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                var live = try await program.server.begin("[[fake:wait 600000]]", in: "a")
                try await live.reachInit()
                let refused = try await roost(bench, ["rm", "-y", "a"])
                #expect(refused.code == 75 && refused.talk.contains("force") && refused.output.isEmpty)
                #expect(try await roost(bench, ["rm", "-y", "-f", "a"]).output == "a\n")
                let turn = try await live.rest()
                #expect(turn.events.last?.event == "error")
            }
        }
    }

    /// The server that was killed has left its socket and its file behind.
    @Test func aPromptThatWaitsForAServerIsDroppedByForceAlone() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                var live = try await program.server.begin("[[fake:wait 600000]]", in: "a")
                try await live.reachInit()
                try await program.kill()
                live.leave()
            }
            #expect(try await roost(bench, ["ls", "--format", "json"]).output.contains(#""state":"waiting""#))
            #expect(try await roost(bench, ["rm", "-y", "a"]).code == 75)
            #expect(try await roost(bench, ["rm", "-y", "-f", "a"]).code == 0)
            #expect(bench.sessions.isEmpty)
        }
    }

    @Test func aFolderWithoutSessionsIsToldAndNotMade() async throws {
        try await Workbench.run { bench in
            let outcome = try await roost(bench, ["ls"])
            #expect(outcome.code == 66 && outcome.talk.contains("--data") && !Files.exists(bench.data))
        }
    }

    /// On a terminal, which `script` makes.
    @Test func aPersonIsAsked() async throws {
        try await Workbench.run { bench in
            try await Sessions.withStores(bench) { journal, _, _ in try await Sessions.write("a", to: journal, at: 1000) }
            for (answer, isRemoved) in [("n", false), ("", false), ("y", true)] {
                let outcome = try await atTerminal("'\(BuiltPrograms.roost)' session rm a --data '\(bench.data)'", saying: answer)
                #expect(outcome.output.contains("Remove session a with all events and files? [y/N]"), "\(outcome)")
                #expect(outcome.code == (isRemoved ? 0 : 75) && outcome.output.contains("nothing was removed") == !isRemoved, "\(outcome)")
            }
            #expect(try await roost(bench, ["ls", "-q"]).output.isEmpty)
        }
    }

    private func atTerminal(_ line: String, saying answer: String) async throws -> Outcome {
        try await EventLoopGroup.run(count: 1) { group in
            var command = ProcessCommand(executable: "/usr/bin/script", arguments: ["-qec", line, "/dev/null"])
            command.environment = ["PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"]
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            defer { child.closeStreams() }
            let output = ByteTail(of: child.standardOutput, limit: 1 << 16)
            try await child.standardInput.write(Array("\(answer)\n".utf8))
            let status = await child.exitStatus(within: .seconds(30))
            if status == nil { child.send(signal: 9) }
            guard case .exited(let code)? = status else { return Outcome(code: -1, output: "", talk: "") }
            return Outcome(code: code, output: await output.text(within: .seconds(5)), talk: "")
        }
    }
}
