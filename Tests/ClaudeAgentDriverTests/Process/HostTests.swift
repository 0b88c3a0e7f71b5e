import EventLoop
import Glibc
import TestSupport
import Testing

extension DriverTests {
    /// Hosts that are killed, stopped, that lose a guardian, or that run where little is allowed.
    @Suite(.serialized) struct HostTests {
        /// Two processes in sessions of their own, then work without end.
        private static func busy(_ place: Workplace) -> String { "[[fake:descendants \(place.mark) 2]] [[fake:wait 600000]]" }

        private func expectNothingLeft(_ place: Workplace, since end: ContinuousClock.Instant) async {
            #expect(await eventually { place.alive.isEmpty }, "\(place.alive.map(ProcessScan.describe))")
            let taken = ContinuousClock.now - end
            #expect(taken < .seconds(5) || HostTests.isLoaded, "it took \(taken)")
        }

        /// On a machine that has more to do than it can, five seconds say nothing.
        private static var isLoaded: Bool {
            let load = ProcessScan.text(of: "/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } ?? 0
            return load > 2 * Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        }

        @Test func nothingIsLeftOfTwentySessionsOfAHostThatIsKilled() async throws {
            let count = 20
            try await withWorkplace { place, loop in
                let host = try await HostProgram.start(place, count: count, prompt: Self.busy(place), on: loop)
                #expect(try await host.lines(until: count, beginningWith: "up").count == count)
                // The host, and for each session a guardian, the CLI and two tools.
                #expect(await eventually(within: .seconds(120)) { place.alive.count == 1 + 4 * count })
                await expectNothingLeft(place, since: try await host.kill())
            }
        }

        @Test func nothingIsLeftOfAHostThatIsStoppedAndThenKilled() async throws {
            try await withWorkplace { place, loop in
                let host = try await HostProgram.start(place, count: 5, prompt: Self.busy(place), on: loop)
                _ = try await host.lines(until: 5, beginningWith: "up")
                #expect(await eventually { place.alive.count == 21 })
                host.child.send(signal: SIGSTOP)
                await expectNothingLeft(place, since: try await host.kill())
            }
        }

        @Test func aStoppedHostFindsItsSessionsAgain() async throws {
            try await withWorkplace { place, loop in
                let prompt = "[[fake:descendants \(place.mark) 2]] [[fake:wait 500]]"
                let host = try await HostProgram.start(place, count: 3, prompt: prompt, on: loop)
                _ = try await host.lines(until: 3, beginningWith: "up")
                host.child.send(signal: SIGSTOP)
                // The CLIs come to the end of their work meanwhile, and wait for their host.
                #expect(await eventually { place.alive.count == 13 })
                host.child.send(signal: SIGCONT)
                let lines = try await host.lines()
                #expect(lines.filter { $0 == "ended" }.count == 3, "\(lines)")
                #expect(await host.child.exitStatus(within: .seconds(60)) == .exited(0))
                host.child.closeStreams()
            }
        }

        @Test func theHostEndsWhatAKilledGuardianLeaves() async throws {
            try await withWorkplace { place, loop in
                let host = try await HostProgram.start(place, count: 3, prompt: Self.busy(place), on: loop)
                _ = try await host.lines(until: 3, beginningWith: "up")
                #expect(await eventually { place.alive.count == 13 })
                let guardians = ProcessScan.named("roost-guardian", among: place.alive)
                #expect(guardians.count == 3)
                let first = try #require(guardians.first)
                kill(first, SIGKILL)
                let lines = try await host.lines(until: 1, beginningWith: "ended")
                #expect(lines.last?.contains("signal 9") == true, "\(lines)")
                // One session is gone with its tools, the others go on.
                #expect(await eventually { place.alive.count == 9 }, "\(place.alive.map(ProcessScan.describe))")
                await expectNothingLeft(place, since: try await host.kill())
            }
        }

        @Test(.enabled("becoming another user needs CAP_SETUID and CAP_SETGID", plainUser.canRun)) func aPlainUsersHostLeavesNothingEither()
            async throws
        {
            try await withWorkplace { place, loop in
                let host = try await HostProgram.start(
                    place,
                    count: 5,
                    prompt: Self.busy(place),
                    wrapper: Self.plainUser.words,
                    with: try await PublicPrograms.copy(to: place, on: loop),
                    on: loop
                )
                let lines = try await host.lines(until: 5, beginningWith: "up")
                #expect(lines.count == 5 && lines.allSatisfy { $0 == "up" }, "\(lines)")
                #expect(await eventually { place.alive.count == 21 })
                await expectNothingLeft(place, since: try await host.kill())
            }
        }

        private static let plainUser = Wrapper(words: [
            "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs",
        ])

        private static let container = Wrapper(words: [
            "/usr/bin/unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "/usr/bin/setpriv", "--bounding-set=-all",
            "--inh-caps=-all",
            "--no-new-privs",
        ])

        @Test(.enabled("a new process namespace and /proc need CAP_SYS_ADMIN", container.canRun))
        func processOneOfAContainerWithoutCapabilitiesIsAloneInTheEnd() async throws {
            try await withWorkplace { place, loop in
                let host = try await HostProgram.start(
                    place,
                    count: 5,
                    prompt: "[[fake:descendants \(place.mark) 3]]",
                    wrapper: Self.container.words,
                    with: try await PublicPrograms.copy(to: place, on: loop),
                    on: loop
                )
                let lines = try await host.lines()
                #expect(lines.filter { $0 == "ended" }.count == 5 && lines.last == "others 0", "\(lines)")
                #expect(await host.child.exitStatus(within: .seconds(60)) == .exited(0))
                host.child.closeStreams()
            }
        }

        @Test(.enabled("a new process namespace and /proc need CAP_SYS_ADMIN", container.canRun))
        func processOneEndsWhatAKilledGuardianLeaves() async throws {
            try await withWorkplace { place, loop in
                let host = try await HostProgram.start(
                    place,
                    count: 1,
                    prompt: Self.busy(place),
                    wrapper: Self.container.words,
                    with: try await PublicPrograms.copy(to: place, on: loop),
                    on: loop
                )
                _ = try await host.lines(until: 1, beginningWith: "up")
                // Outside it are seen: unshare, the host, and of its session guardian, CLI and two tools.
                #expect(await eventually { place.alive.count == 6 })
                for pid in ProcessScan.named("roost-guardian", among: place.alive) { kill(pid, SIGKILL) }
                let lines = try await host.lines()
                #expect(lines.last == "others 0", "\(lines)")
                _ = await host.child.exitStatus(within: .seconds(60))
                host.child.closeStreams()
            }
        }
    }
}

/// A command that starts another with fewer rights.
private struct Wrapper: Sendable {
    let words: [String]

    /// Whether this machine allows it: root may lack any of the rights it takes.
    @Sendable func canRun() async -> Bool {
        await EventLoopGroup.run(count: 1) { group in
            let command = ProcessCommand(executable: words[0], arguments: words.dropFirst() + ["/bin/true"])
            guard let child = try? await ChildProcess.spawn(command, on: group.loops[0]) else { return false }
            defer { child.closeStreams() }
            let status = await child.exitStatus(within: .seconds(30))
            child.send(signal: SIGKILL)
            return status == .exited(0)
        }
    }
}
