import Glibc
import Testing

@testable import EventLoop

/// Looks at /proc that are out of date, as any is by the time it is used.
@Suite(.timeLimit(.minutes(1))) struct OrphanRoundTests {
    /// A shell that nobody owns in `registry`, and its tool.
    private struct Family {
        let shell: ChildProcess
        let tool: Int32

        static func start(on loop: EventLoop) async throws -> Family {
            let command = ProcessCommand(
                executable: "/bin/sh",
                arguments: ["-c", "sleep 600 & echo $!; wait"],
                environment: ["PATH": "/usr/bin:/bin"]
            )
            let shell = try await ChildProcess.spawn(command, on: loop)
            var lines = ByteLines(shell.standardOutput, limit: 100)
            let line = String(decoding: try #require(try await lines.next()), as: UTF8.self)
            return Family(shell: shell, tool: try #require(Int32(line)))
        }

        var isAlive: Bool { [shell.pid, tool].allSatisfy { ProcessTable.entry($0)?.isZombie == false } }

        func end() async throws {
            kill(tool, SIGKILL)
            shell.send(signal: SIGKILL)
            _ = try await shell.waitForExit()
            shell.closeStreams()
        }
    }

    private func withFamily(_ body: @Sendable (Family) async throws -> Void) async throws {
        try await withLoop { loop in
            let family = try await Family.start(on: loop)
            do { try await body(family) } catch {
                try await family.end()
                throw error
            }
            try await family.end()
        }
    }

    private func round(_ registry: ChildRegistry = ChildRegistry(), _ entries: (pid: Int32, parent: Int32)...) -> OrphanRound {
        OrphanRound(ProcessTable(entries.map { ProcessTable.Entry(pid: $0.pid, parent: $0.parent, isZombie: false) }), registry: registry)
    }

    @Test func anOrphanEndsWithAllBelowIt() async throws {
        try await withFamily { family in
            let (shell, tool) = (family.shell.pid, family.tool)
            #expect(round(ChildRegistry(), (shell, getpid()), (tool, shell)).end() == [shell, tool])
            let status = try await family.shell.waitForExit()
            #expect(status == .signalled(SIGKILL))
            while ProcessTable.entry(tool)?.isZombie == false { await Task.yield() }
        }
    }

    @Test func aChildWithAnOwnerIsLeftAloneThoughItsNumberWasAnOrphans() async throws {
        try await withFamily { family in
            let registry = ChildRegistry()
            registry.adding { ((), family.shell.pid) }
            #expect(round(registry, (family.shell.pid, getpid()), (family.tool, family.shell.pid)).end() == [])
            #expect(family.isAlive)
        }
    }

    @Test func aProcessThatIsNoChildByNowIsLeftAlone() async throws {
        try await withFamily { family in
            #expect(round(ChildRegistry(), (family.tool, getpid())).end() == [])
            #expect(family.isAlive)
        }
    }

    @Test func aProcessWhoseParentIsAnotherByNowIsLeftAlone() async throws {
        try await withFamily { orphan in
            try await withFamily { stranger in
                let root = orphan.shell.pid
                #expect(round(ChildRegistry(), (root, getpid()), (stranger.tool, root)).end() == [root])
                #expect(stranger.isAlive)
            }
        }
    }

    @Test func aChildThatHasAnOwnerIsLeftAloneBelowAnOrphanToo() async throws {
        try await withFamily { orphan in
            try await withFamily { owned in
                let registry = ChildRegistry()
                registry.adding { ((), owned.shell.pid) }
                let (root, child) = (orphan.shell.pid, owned.shell.pid)
                #expect(round(registry, (root, getpid()), (child, root), (owned.tool, child)).end() == [root])
                #expect(owned.isAlive)
            }
        }
    }

    @Test func whatHasGoneIsNoObstacle() async throws {
        try await withFamily { family in
            let gone = family.shell.pid
            family.shell.send(signal: SIGKILL)
            _ = try await family.shell.waitForExit()
            #expect(round(ChildRegistry(), (gone, getpid()), (family.tool, gone)).end() == [])
            #expect(ProcessTable.entry(family.tool)?.isZombie == false)
        }
    }
}
