import EventLoop
import Glibc
import TestSupport
import Testing

/// What the caller of the program has left open, limits, and lets others see.
@Suite struct SurroundingsTests {
    /// The status of `"$@"` in a script, with `roost` and these arguments.
    private func status(_ script: String, _ arguments: [String]) async throws -> Int32? {
        try await EventLoopGroup.run(count: 1) { group in
            var command = ProcessCommand(executable: "/bin/sh", arguments: ["-c", script, "sh", Program.path] + arguments)
            command.environment = Program.environment
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            defer { child.closeStreams() }
            let status = await child.exitStatus(within: .seconds(60))
            child.send(signal: SIGKILL)
            guard case .exited(let code) = status else { return nil }
            return code
        }
    }

    @Test(arguments: ["<&-", "2>&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
    func closedStandardDescriptorsAreNoMatter(closed: String) async throws {
        #expect(try await status(#""$@" "# + closed, ["version"]) == 0)
        #expect(try await status(#""$@" "# + closed, ["serv"]) == 64)
    }

    /// Without standard error it tells nobody where it listens: its lock in the data folder says that it is there.
    @Test(arguments: ["2>&-", "<&- >&- 2>&-"])
    func aServerWithoutStandardDescriptorsEndsWell(closed: String) async throws {
        try await withTemporaryFolder { folder in
            let script = #"""
                "$@" \#(closed) & server=$!
                for n in $(seq 600); do [ -S '\#(folder)/socket' ] && break; sleep 0.1; done
                [ -S '\#(folder)/socket' ] || exit 99
                kill "$server"; wait "$server"
                """#
            let arguments = ["serve", "--model-stub", "--data", "\(folder)/data", "--listen", "unix:\(folder)/socket"]
            let code = try await status(script, arguments)
            #expect(code == 0)
        }
    }

    @Test func theSoftLimitOfDescriptorsIsRaised() async throws {
        let endedWell = try await Serve.run(#"ulimit -Sn 64; exec "$@""#, ["--max-agents", "4"]) { serve in
            let limits = ProcessScan.text(of: "/proc/\(serve.child.pid)/limits").split(separator: "\n")
            let files = try #require(limits.first { $0.hasPrefix("Max open files") }).split(separator: " ")
            let (soft, hard) = (try #require(Int(files[3])), try #require(Int(files[4])))
            #expect(soft == min(hard, 1_048_576))
            #expect(!serve.said.contains("limit of open files"))
        }
        #expect(endedWell)
    }

    @Test func aLimitTooLowForTheAgentsIsTold() async throws {
        let endedWell = try await Serve.run(#"ulimit -n 256; exec "$@""#, ["--max-agents", "20"]) { serve in
            let warnings = serve.said.split(separator: "\n").filter { $0.contains(" warning ") }
            #expect(warnings.count == 1)
            #expect(warnings.first?.hasSuffix("limit=256 needed=580 agents.max=20 connections.max=16") == true, "\(serve.said)")
        }
        #expect(endedWell)
    }

    @Test func anotherProcessOfTheSameUserCannotReadTheServersEnvironment() async throws {
        // Root may read everything, unless it lacks CAP_SYS_PTRACE.
        let plain = ["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
        let endedWell = try await Serve.run(#"exec "$@""#, [], ["AGENT_AUTH_TOKEN": "t0ken"]) { serve in
            let read = ProcessCommand(
                executable: plain[0],
                arguments: plain.dropFirst() + ["/bin/cat", "/proc/\(serve.child.pid)/environ"]
            )
            try await EventLoopGroup.run(count: 1) { group in
                let child = try await ChildProcess.spawn(read, on: group.loops[0])
                defer { child.closeStreams() }
                let output = ByteTail(of: child.standardOutput, limit: 1 << 20)
                let talk = ByteTail(of: try #require(child.standardError), limit: 1 << 20)
                #expect(await child.exitStatus(within: .seconds(30)) == .exited(1))
                #expect(await output.text(within: .seconds(5)).isEmpty)
                #expect(await talk.text(within: .seconds(5)).contains("ermission denied"))
            }
        }
        #expect(endedWell)
    }
}
