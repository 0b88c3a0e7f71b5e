import EventLoop
import Glibc
import Telemetry
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct DataRootTests {
    private func mode(_ path: String) -> String { String((Workbench.mode(of: path) ?? 0) & 0o777, radix: 8) }

    @Test func everythingItMakesIsPrivate() async throws {
        try await Workbench.run { bench in
            let root = try await DataRoot.open("\(bench.path)/new/deep/data")
            for path in ["\(bench.path)/new", root.path, "\(root.path)/roost", root.sessions, root.scratch] {
                #expect(mode(path) == "700", "\(path)")
            }
            #expect(mode("\(root.path)/roost.lock") == "600")
            #expect(try bench.text("\(root.path)/roost.lock") == "\(getpid())\n")
            await root.close()
            #expect(!Files.exists(root.scratch))
        }
    }

    @Test func aFolderThatWasThereIsMadePrivateAndKeepsItsFiles() async throws {
        try await Workbench.run { bench in
            try bench.write("{}", to: "data/hosting_session_map.json")
            try bench.write("old", to: "data/CLAUDE.md")
            chmod(bench.data, 0o755)
            let log = LogCatcher()
            let root = try await DataRoot.open(bench.data, log: log.logger)
            #expect(mode(bench.data) == "700" && mode("\(bench.data)/roost") == "700")
            #expect(log.all.map(\.level) == [.info] && log.text.contains("0700"))
            #expect(try bench.text("\(bench.data)/CLAUDE.md") == "old")
            await root.close()
        }
    }

    @Test func aFolderForEverybodyIsRefusedAndLeftAlone() async throws {
        try await Workbench.run { bench in
            try Files.makeFolder(bench.data)
            chmod(bench.data, 0o1777)
            await #expect { try await DataRoot.open(bench.data) } throws: { "\($0)".contains("shared by everybody") }
            #expect(mode(bench.data) == "777" && Files.entries(of: bench.data) == [])
        }
    }

    @Test func aFolderThatHoldsMoreKeepsItsModeAtEveryStart() async throws {
        try await Workbench.run { bench in
            try bench.write("page", to: "data/www/index.html")
            chmod(bench.data, 0o755)
            for _ in 1...2 {
                let log = LogCatcher()
                let root = try await DataRoot.open(bench.data, log: log.logger)
                #expect(mode(bench.data) == "755" && mode("\(bench.data)/roost") == "700")
                #expect(log.all.map(\.level) == [.warning] && log.text.contains(bench.data))
                await root.close()
            }
        }
    }

    /// What a person gives to a container that runs as root: `./sessions:/data`.
    @Test(.enabled(if: geteuid() == 0), arguments: [mode_t(0o755), 0o700])
    func rootTakesAPersonsFolderAndLeavesItToThem(given: mode_t) async throws {
        try await Workbench.run { bench in
            try Files.makeFolder(bench.data)
            chmod(bench.data, given)
            chown(bench.data, 12_345, 12_345)
            let log = LogCatcher()
            let root = try await DataRoot.open(bench.data, log: log.logger)
            #expect(try FolderStatus(of: bench.data) == FolderStatus(owner: 12_345, mode: UInt32(given)))
            #expect(mode("\(bench.data)/roost") == "700" && log.all.map(\.level) == [.warning])
            await root.close()
        }
    }

    @Test func aSecondServerIsRefusedWithTheHoldersNumber() async throws {
        try await Workbench.run { bench in
            let root = try await DataRoot.open(bench.data)
            await #expect { try await DataRoot.open(bench.data) } throws: { error in
                (error as? ServerError)?.code == .dataFolderInUse && "\(error)".contains("process \(getpid())")
            }
            #expect(Files.exists(root.scratch))
            await root.close()
        }
    }

    @Test func anotherProcesssLockIsNamedByItsNumber() async throws {
        try await Workbench.run { bench in
            try Files.makePrivateFolder(bench.data)
            try bench.write("", to: "data/roost.lock")
            try await EventLoopGroup.run(count: 1) { group in
                let script = "exec 9<>'\(bench.data)/roost.lock'; flock 9; echo $$ >&9; echo ready; read -r _"
                let command = ProcessCommand(executable: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"])
                let holder = try await ChildProcess.spawn(command, on: group.loops[0])
                #expect(try await holder.standardOutput.read() == Array("ready\n".utf8))
                await #expect { try await DataRoot.open(bench.data) } throws: { "\($0)".contains("process \(holder.pid);") }
                holder.standardInput.close()
                _ = try await holder.waitForExit()
                holder.closeStreams()
                await (try DataRoot.open(bench.data)).close()
            }
        }
    }

    @Test func theSameFolderByAnotherNameIsTheSameFolder() async throws {
        try await Workbench.run { bench in
            let root = try await DataRoot.open(bench.data)
            symlink(bench.data, "\(bench.path)/link")
            await #expect(throws: ServerError.self) { try await DataRoot.open("\(bench.path)/link") }
            await root.close()
        }
    }

    @Test func aLinkLeadsToItsTruePath() async throws {
        try await Workbench.run { bench in
            try Files.makePrivateFolder(bench.data)
            symlink(bench.data, "\(bench.path)/link")
            let root = try await DataRoot.open("\(bench.path)/link")
            #expect(root.path == bench.data)
            await root.close()
        }
    }

    @Test func whatCannotBeAFolderIsNamed() async throws {
        try await Workbench.run { bench in
            try bench.write("", to: "file")
            symlink("/etc", "\(bench.path)/roost")
            for path in ["\(bench.path)/file", "\(bench.path)/file/below", bench.path] {
                await #expect { try await DataRoot.open(path) } throws: { error in
                    (error as? ServerError)?.code == .dataFolder && "\(error)".contains(path) && "\(error)".contains("--data")
                }
            }
        }
    }

    @Test func scratchOfACrashedServerIsRemoved() async throws {
        try await Workbench.run { bench in
            let scratch = try await leaveScratch(bench)
            #expect(Files.exists("\(scratch)/left"))
            let again = try await DataRoot.open(bench.data, temporary: bench.path)
            #expect(!Files.exists(scratch) && again.scratch.hasPrefix("\(bench.path)/roost-s-"))
            await again.close()
            #expect(Files.entries(of: bench.path) == ["data"])
        }
    }

    @Test func noPlaceForScratchIsNoFaultOfTheDataFolder() async throws {
        try await Workbench.run { bench in
            let nowhere = "\(bench.path)/nowhere"
            await #expect { try await DataRoot.open(bench.data, temporary: nowhere) } throws: { error in
                (error as? ServerError)?.code == .scratchFolder && "\(error)".contains("\(nowhere)/roost-s-")
                    && "\(error)".contains("TMPDIR") && !"\(error)".contains("--data")
            }
        }
    }

    @Test func aPlaceTooDeepForSocketsIsNotTaken() async throws {
        try await Workbench.run { bench in
            let deep = "\(bench.path)/\(String(repeating: "d", count: 40))"
            try Files.makeFolder(deep)
            let root = try await DataRoot.open(bench.data, temporary: deep)
            #expect(root.scratch.hasPrefix("/tmp/roost-s-") && Files.entries(of: deep) == [])
            await root.close()
        }
    }

    /// Opens the folder and goes without closing it.
    private func leaveScratch(_ bench: Workbench) async throws -> String {
        let root = try await DataRoot.open(bench.data, temporary: bench.path)
        try Files.makePrivateFolder("\(root.scratch)/left")
        return root.scratch
    }

    @Test func twoRootsDoNotShareScratch() async throws {
        try await Workbench.run { bench in
            let first = try await DataRoot.open(bench.data)
            let other = try await DataRoot.open("\(bench.path)/other")
            #expect(first.scratch != other.scratch)
            await other.close()
            #expect(Files.exists(first.scratch))
            await first.close()
        }
    }
}
