import Domain
import EventLoop
import Glibc
import TestSupport
import Testing

@testable import AgentServer

@Suite struct WorkspaceTests {
    /// A workspace in a folder of its own.
    private func run(_ body: @Sendable (Workbench, Workspace, String) throws -> Void) async throws {
        try await Workbench.run { bench in
            let root = try await DataRoot.open(bench.data)
            let place = try SessionFiles(root: root).make()
            try body(bench, Workspace(place), place.folders.workspace)
            await root.close()
        }
    }

    private func memory(_ memories: [String: String], isReadOnly: Bool = false) -> WorkspaceContents {
        let bytes = memories.mapValues { Array($0.utf8) }
        return WorkspaceContents(memories: [.init(id: "m", slug: "team", isReadOnly: isReadOnly, memories: bytes)])
    }

    private func overwrite(_ text: String, _ path: String) throws {
        Files.removeIfPresent(path)
        try Files.writePrivately(Array(text.utf8), to: path)
    }

    @Test func filesAreLaidOnceAndGoWhenTheyAreNotWanted() async throws {
        try await run { bench, workspace, path in
            try bench.write("one", to: "stored/1")
            let place = try #require(MountPath(file: "f", "notes.txt"))
            let contents = WorkspaceContents(files: [.init(source: "\(bench.path)/stored/1", place: place)])
            try workspace.lay(contents)
            let file = "\(path)/mnt/session/uploads/notes.txt"
            #expect(try bench.text(file) == "one" && workspace.changes().changes.isEmpty)
            try overwrite("mine", file)
            try workspace.lay(contents)
            #expect(try bench.text(file) == "mine")
            try workspace.lay(WorkspaceContents())
            #expect(!Files.exists(file) && Files.exists("\(path)/mnt/session/outputs"))
        }
    }

    @Test func changesOfMemoryAreToldUntilTheyAreNoted() async throws {
        try await run { bench, workspace, path in
            try workspace.lay(memory(["/a.md": "a", "/b/c.md": "c", "/d.md": "d"]))
            let folder = "\(path)/mnt/memory/team"
            try overwrite("changed", "\(folder)/a.md")
            Files.removeIfPresent("\(folder)/d.md")
            try overwrite("new", "\(folder)/b/new.md")
            try overwrite(String(repeating: "x", count: Workspace.largestMemory + 1), "\(folder)/b/c.md")
            for _ in 0..<2 {
                let changes = workspace.changes().changes.memories
                #expect(changes.map(\.path) == ["/a.md", "/b/new.md", "/d.md"] && Set(changes.map(\.store)) == ["m"])
                #expect(changes.map { $0.content.map { String(decoding: $0, as: UTF8.self) } } == ["changed", "new", nil])
                #expect(changes.map { $0.previousHash == nil } == [false, true, false])
            }
            try workspace.note(workspace.changes().seen)
            #expect(workspace.changes().changes.isEmpty)
            // What the store says counts, and what is too large goes.
            try workspace.lay(memory(["/a.md": "other"]))
            #expect(try bench.text("\(folder)/a.md") == "other" && !Files.exists("\(folder)/b/c.md") && !Files.exists("\(folder)/b/new.md"))
        }
    }

    @Test func whatMayOnlyBeReadIsPutRight() async throws {
        try await run { bench, workspace, path in
            try workspace.lay(memory(["/a.md": "a"], isReadOnly: true))
            try overwrite("changed", "\(path)/mnt/memory/team/a.md")
            #expect(workspace.changes().changes.isEmpty)
            try workspace.lay(memory(["/a.md": "a"], isReadOnly: true))
            #expect(try bench.text("\(path)/mnt/memory/team/a.md") == "a")
        }
    }

    @Test func resultsAreToldWhenTheyAreNewOrChanged() async throws {
        try await run { bench, workspace, path in
            try workspace.lay(WorkspaceContents())
            let folder = "\(path)/mnt/session/outputs"
            try overwrite("result", "\(folder)/r.txt")
            symlink("/etc/passwd", "\(folder)/link")
            let (changes, seen) = workspace.changes()
            #expect(changes.outputs.map(\.path) == ["r.txt"] && changes.outputs.map(\.size) == [6])
            try changes.outputs[0].copy(to: "\(bench.path)/copy", upTo: 10)
            #expect(try bench.text("\(bench.path)/copy") == "result")
            try workspace.note(seen)
            #expect(workspace.changes().changes.isEmpty)
            try overwrite("longer result", "\(folder)/r.txt")
            #expect(workspace.changes().changes.outputs.map(\.size) == [13])
        }
    }

    @Test func aLinkThatAnAgentHasLeftLeadsNowhere() async throws {
        try await run { bench, workspace, path in
            try Files.makeFolder("\(bench.path)/outside")
            symlink("\(bench.path)/outside", "\(path)/mnt")
            #expect(throws: IOError.self) { try workspace.lay(memory(["/a.md": "a"])) }
            #expect(Files.entries(of: "\(bench.path)/outside").isEmpty)
        }
    }
}
