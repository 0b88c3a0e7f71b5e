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
            _ = try workspace.lay(contents)
            let file = "\(path)/mnt/session/uploads/notes.txt"
            #expect(try bench.text(file) == "one" && workspace.changes().changes.isEmpty)
            try overwrite("mine", file)
            _ = try workspace.lay(contents)
            #expect(try bench.text(file) == "mine")
            _ = try workspace.lay(WorkspaceContents())
            #expect(!Files.exists(file) && Files.exists("\(path)/mnt/session/outputs"))
        }
    }

    @Test func changesOfMemoryAreToldUntilTheyAreNoted() async throws {
        try await run { bench, workspace, path in
            _ = try workspace.lay(memory(["/a.md": "a", "/b/c.md": "c", "/d.md": "d"]))
            let folder = "\(path)/mnt/memory/team"
            try overwrite("changed", "\(folder)/a.md")
            Files.removeIfPresent("\(folder)/d.md")
            try overwrite("new", "\(folder)/b/new.md")
            try overwrite(String(repeating: "x", count: MemoryFolder.largest + 1), "\(folder)/b/c.md")
            for _ in 0..<2 {
                let changes = workspace.changes().changes.memories
                #expect(changes.map(\.path) == ["/a.md", "/b/new.md", "/d.md"] && Set(changes.map(\.store)) == ["m"])
                #expect(changes.map { $0.content.map { String(decoding: $0, as: UTF8.self) } } == ["changed", "new", nil])
                #expect(changes.map { $0.previousHash == nil } == [false, true, false])
            }
            try workspace.note(workspace.changes().seen)
            #expect(workspace.changes().changes.isEmpty)
            // What the store says counts.
            #expect(try workspace.lay(memory(["/a.md": "other"])).isEmpty)
            #expect(try bench.text("\(folder)/a.md") == "other" && !Files.exists("\(folder)/b/new.md"))
        }
    }

    @Test func whatNobodyHasTakenInStays() async throws {
        try await run { bench, workspace, path in
            _ = try workspace.lay(memory(["/a.md": "a", "/large": "l"]))
            let folder = "\(path)/mnt/memory/team"
            try overwrite("mine", "\(folder)/a.md")
            try overwrite("also mine", "\(folder)/new.md")
            try overwrite(String(repeating: "x", count: MemoryFolder.largest + 1), "\(folder)/large")
            let (changes, seen) = workspace.changes()
            #expect(changes.memories.map(\.path) == ["/a.md", "/new.md"])
            try workspace.note(seen, leaving: changes.memories)
            // Others have written to two of the three meanwhile.
            #expect(try workspace.lay(memory(["/a.md": "theirs", "/new.md": "theirs", "/large": "l"])).isEmpty)
            #expect(try bench.text("\(folder)/a.md") == "mine" && bench.text("\(folder)/new.md") == "also mine")
            #expect(try bench.text("\(folder)/large").utf8.count == MemoryFolder.largest + 1)
            #expect(workspace.changes().changes.memories == changes.memories)
            try workspace.note(workspace.changes().seen)
            #expect(try workspace.lay(memory(["/a.md": "theirs", "/new.md": "theirs", "/large": "l"])).isEmpty)
            #expect(try bench.text("\(folder)/a.md") == "theirs" && bench.text("\(folder)/new.md") == "theirs")
        }
    }

    @Test func ofMoreFilesThanAreLookedAtNoneIsTakenForGone() async throws {
        try await run { _, workspace, path in
            let known = Dictionary(uniqueKeysWithValues: (0..<20).map { ("/known-\($0)", "k") })
            _ = try workspace.lay(memory(known))
            for number in 0..<MemoryFolder.mostFiles { try overwrite("", "\(path)/mnt/memory/team/more-\(number)") }
            let changes = workspace.changes().changes.memories
            #expect(changes.allSatisfy { $0.content != nil } && changes.count > MemoryFolder.mostFiles - 30)
        }
    }

    @Test func aMemoryThatCannotLieThereIsLeftOutAndNotTakenForGone() async throws {
        try await run { bench, workspace, path in
            let name = "/" + String(repeating: "n", count: 300)
            let contents = memory(["/a": "file", "/a/b": "below a file", name: "long", "/c": "c"])
            let obstacles = try workspace.lay(contents)
            #expect(obstacles.count == 2)
            #expect(try bench.text("\(path)/mnt/memory/team/a") == "file" && bench.text("\(path)/mnt/memory/team/c") == "c")
            #expect(workspace.changes().changes.isEmpty)
        }
    }

    @Test func foldersThatHaveBecomeEmptyAreInNobodysWay() async throws {
        try await run { bench, workspace, path in
            _ = try workspace.lay(memory(["/a/b/c.md": "c", "/d/e": "e"]))
            let folder = "\(path)/mnt/memory/team"
            Files.removeIfPresent("\(folder)/a/b/c.md")
            try workspace.note(workspace.changes().seen)
            #expect(try workspace.lay(memory(["/a": "a file now", "/d": "d"])).isEmpty)
            #expect(try bench.text("\(folder)/a") == "a file now" && bench.text("\(folder)/d") == "d")
            // A folder of the agent's own stays, and what it is in the way of is not laid.
            try Files.makeFolder("\(folder)/own")
            try overwrite("kept", "\(folder)/own/file")
            try workspace.note(workspace.changes().seen, leaving: workspace.changes().changes.memories)
            #expect(try workspace.lay(memory(["/own": "o"])).count == 1 && bench.text("\(folder)/own/file") == "kept")
        }
    }

    @Test func aFileThatCannotBeLaidIsTriedAgain() async throws {
        try await run { bench, workspace, path in
            try bench.write("one", to: "stored/1")
            let files = try ["a", "b"].map {
                WorkspaceContents.File(source: "\(bench.path)/stored/1", place: try #require(MountPath(file: "f", $0)))
            }
            let gone = WorkspaceContents.File(source: "\(bench.path)/stored/gone", place: try #require(MountPath(file: "f", "c")))
            let folder = "\(path)/mnt/session/uploads"
            try Files.makeFolder("\(path)/mnt/session")
            try Files.makeFolder(folder)
            try Files.makeFolder("\(folder)/a")
            try overwrite("own", "\(folder)/a/own")
            #expect(try workspace.lay(WorkspaceContents(files: files + [gone])).count == 2)
            #expect(try bench.text("\(folder)/b") == "one" && bench.text("\(folder)/a/own") == "own")
            Files.removeTree("\(folder)/a")
            #expect(try workspace.lay(WorkspaceContents(files: files)).isEmpty && bench.text("\(folder)/a") == "one")
        }
    }

    @Test func whatMayOnlyBeReadIsPutRight() async throws {
        try await run { bench, workspace, path in
            _ = try workspace.lay(memory(["/a.md": "a"], isReadOnly: true))
            try overwrite("changed", "\(path)/mnt/memory/team/a.md")
            #expect(workspace.changes().changes.isEmpty)
            _ = try workspace.lay(memory(["/a.md": "a"], isReadOnly: true))
            #expect(try bench.text("\(path)/mnt/memory/team/a.md") == "a")
        }
    }

    @Test func resultsAreToldWhenTheyAreNewOrChanged() async throws {
        try await run { bench, workspace, path in
            _ = try workspace.lay(WorkspaceContents())
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
            #expect(try workspace.lay(memory(["/a.md": "a"])).isEmpty)
            #expect(Files.entries(of: "\(bench.path)/outside").isEmpty)
            #expect(try bench.text("\(path)/mnt/memory/team/a.md") == "a")
        }
    }
}
