import EventLoop
import Glibc
import TestSupport
import Testing

/// What can be said before anything is started: one clear line, and a status.
@Suite struct CommandLineTests {
    @Test(arguments: [
        ["help"], ["--help"], ["-h"], ["help", "serve"], ["serve", "--help"], ["help", "cli"], ["run", "-h"], ["--version"],
    ])
    func helpGoesToStandardOutput(arguments: [String]) async throws {
        let outcome = try await Program.run(arguments)
        #expect(outcome.code == 0 && outcome.output.contains("roost") && outcome.talk.isEmpty)
    }

    @Test(arguments: [
        ([], Int32(64), "roost help"), (["serv"], 64, "did you mean serve?"), (["serve", "--lisen", "1"], 64, "did you mean --listen?"),
        (["serve", "--api-key", "k"], 64, "ANTHROPIC_API_KEY_FILE"), (["serve", "--max-agents", "none"], 64, "whole number"),
        (["run", "--agent", "/nonexistent", "--model-stub", "x"], 66, "/nonexistent"),
        (["model-stub", "--listen", "0.0.0.0:8787"], 64, "127.0.0.1"),
        (["model-stub", "--listen", "192.168.1.1:1"], 64, "this machine only"), (["model-stub", "--listen", "what"], 64, "HOST:PORT"),
        (["cli"], 64, "install"), (["serve", "--on-disconnect", "perhaps", "--model-stub"], 64, "cancel"),
    ])
    func badInputIsOneLine(arguments: [String], code: Int32, words: String) async throws {
        let outcome = try await Program.run(arguments)
        #expect(outcome.code == code && outcome.output.isEmpty)
        #expect(outcome.lines.count == 1 && outcome.talk.hasPrefix("roost: ") && outcome.talk.contains(words))
    }

    @Test(arguments: ["serve", "run", "demo", "cli path", "entrypoint"])
    func anUnknownVariableIsRefused(line: String) async throws {
        let outcome = try await Program.run(line.split(separator: " ").map(String.init), ["ROOST_MAX_AGENT": "1"])
        #expect(outcome.code == 78 && outcome.lines.count == 1 && outcome.talk.contains("did you mean ROOST_MAX_AGENTS?"))
    }

    @Test(arguments: [["serve"], ["run", "hi"]])
    func withoutACredentialTheVariablesAreNamed(arguments: [String]) async throws {
        try await withTemporaryFolder { folder in
            let outcome = try await Program.run(arguments, ["CLAUDE_CONFIG_DIR": folder])
            #expect(outcome.code == 78 && outcome.lines.count == 1)
            #expect(outcome.talk.contains("ANTHROPIC_API_KEY") && outcome.talk.contains("--model-stub"))
        }
    }

    @Test(arguments: [["serve"], ["run", "hi"]])
    func withoutTheCLITheInstallIsNamed(arguments: [String]) async throws {
        try await withTemporaryFolder { folder in
            let environment = ["PATH": "/nonexistent", "HOME": folder, "ANTHROPIC_API_KEY": "sk-ant-x", "CLAUDE_CONFIG_DIR": folder]
            let outcome = try await Program.run(arguments, environment: environment)
            #expect(outcome.code == 69 && outcome.lines.count == 1 && outcome.talk.contains("roost cli install"))
        }
    }

    @Test func anOldCLIIsRefusedWithItsVersion() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/claude"
            try Files.writePrivately(Array("#!/bin/sh\necho '2.1.100 (Claude Code)'\n".utf8), to: path)
            chmod(path, 0o755)
            let outcome = try await Program.run(["run", "--model-stub", "hi"], ["ROOST_CLAUDE": path])
            #expect(outcome.code == 69 && outcome.talk.contains("claude 2.1.100") && outcome.talk.contains("2.1.248"))
        }
    }

    @Test func aMissingGuardianIsTold() async throws {
        let outcome = try await Program.run(["run", "--model-stub", "hi"], ["ROOST_GUARDIAN": "/nonexistent"])
        #expect(outcome.code == 69 && outcome.lines.count == 1 && outcome.talk.contains("ROOST_GUARDIAN"))
    }

    @Test(arguments: [(["entrypoint"], true), (["entrypoint", "research"], false), (["run"], true), (["entrypoint"], false)])
    func withoutAPromptTheStatusIsTwo(arguments: [String], closesInput: Bool) async throws {
        let outcome = try await Program.run(arguments, closesInput: closesInput, limit: .seconds(20))
        #expect(outcome.code == 2 && outcome.lines.count == 1 && outcome.talk.hasPrefix("error: PROMPT env var is required"))
    }

    @Test func aBoundPortIsTold() async throws {
        try await withTemporaryFolder { folder in
            try await EventLoopGroup.run(count: 1) { group in
                let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: group.loops[0])
                let outcome = try await Program.run(["serve", "--model-stub", "--data", folder, "--listen", "\(listener.address)"])
                #expect(outcome.code == 69 && outcome.lines.count == 1)
                #expect(outcome.talk.contains("\(listener.address)") && outcome.talk.contains("in use"))
                await listener.close()
            }
        }
    }

    @Test func aDataFolderThatCannotBeMadeIsTold() async throws {
        let outcome = try await Program.run(["serve", "--model-stub", "--data", "/proc/nothing", "--listen", "127.0.0.1:0"])
        #expect(outcome.code == 77 && outcome.lines.count == 1 && outcome.talk.contains("/proc/nothing"))
    }

    @Test func aDataFolderInUseIsTold() async throws {
        try await withTemporaryFolder { folder in
            let lock = try FileLock(path: "\(folder)/roost.lock")
            let outcome = try await Program.run(["serve", "--model-stub", "--data", folder, "--listen", "127.0.0.1:0"])
            #expect(outcome.code == 75 && outcome.lines.count == 1 && outcome.talk.contains("in use by process"))
            withExtendedLifetime(lock) {}
        }
    }

    @Test func aWrongWheelIsRefusedWithBothHashes() async throws {
        try await withTemporaryFolder { folder in
            let wheel = "\(folder)/x.whl"
            try Files.writePrivately([0x61], to: wheel)
            let outcome = try await Program.run(["cli", "install", "--wheel", wheel], ["ROOST_CACHE": "\(folder)/cache"])
            #expect(outcome.code == 65 && outcome.lines.count == 1)
            #expect(outcome.talk.contains("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"))
            #expect(outcome.talk.matches(of: /sha256 [0-9a-f]{64}/).count == 2 && !Files.exists("\(folder)/cache"))
        }
    }

    @Test func pathAndVersionNameTheCLI() async throws {
        let path = try await Program.run(["cli", "path"])
        try #require(path.code == 0)
        #expect(path.output.hasSuffix("/claude\n") && path.talk.isEmpty)
        let version = try await Program.run(["version"])
        #expect(version.code == 0 && version.output.contains("roost 0.") && version.output.contains(path.output))
    }
}
