import Domain
import EventLoop
import JSON
import ManagedAgents
import Testing

@testable import AgentServer

@Suite struct RecordMaterialsTests {
    private static func wish(_ file: String, _ place: String? = nil) -> JSONValue {
        let wish: JSONValue = ["type": "file", "file_id": .string(file)]
        return place.map { wish.merging(["mount_path": .string($0)]) } ?? wish
    }

    @Test(arguments: [
        (["a", "a"], false), (["a", "a/b"], false), (["/mnt/session/uploads/a/b", "a"], false), (["a", "ab"], true),
        (["a/b", "a/c"], true),
    ])
    func noTwoFilesAreInEachOthersWay(places: [String], mayBe: Bool) async throws {
        try await MaterialBench.run { bench in
            let file = try await bench.file([1], "text/plain")
            let wishes = places.map { Self.wish(file, $0) }
            let before = bench.contents
            if mayBe {
                #expect(try await bench.attach(wishes).count == 2)
            } else {
                await #expect(throws: ManagedError.self) { try await bench.attach(wishes) }
                #expect(bench.contents == before)
                let first = try await bench.attach([wishes[0]])
                await #expect(throws: ManagedError.self) { try await bench.attach([wishes[1]], beside: first) }
                #expect(bench.contents == before + 1)
            }
        }
    }

    @Test func aFileThatIsTakenAwayLeavesNothing() async throws {
        try await MaterialBench.run { bench in
            let file = try await bench.file([1], "text/plain")
            let attached = try await bench.attach([Self.wish(file)])
            #expect(bench.contents == 2)
            for resource in attached + attached { try await bench.materials.detach(resource, from: bench.session) }
            #expect(bench.contents == 1)
        }
    }

    @Test func aFileThatHasBeenDeletedIsNotThere() async throws {
        try await MaterialBench.run { bench in
            let files = [try await bench.file([1], "text/plain"), try await bench.file([2], "text/plain")]
            let attached = try await bench.attach(files.map { Self.wish($0) })
            try await bench.resources.files.discard(try #require(attached[0]["file_id"]?.string))
            #expect(try await bench.workspace(attached).contents().files.map(\.place.description) == [attached[1]["mount_path"]?.string])
            #expect(try await bench.materials.present(attached) == [attached[1]])
        }
    }

    @Test func anOlderResultGoesWithItsBytes() async throws {
        try await MaterialBench.run { bench in
            let root = try await DataRoot.open(bench.bench.data)
            let place = try SessionFiles(root: root).make()
            let (workspace, managed) = (Workspace(place), try bench.workspace([]))
            _ = try workspace.lay(WorkspaceContents())
            for text in ["one", "longer", "the last"] {
                let path = "\(place.folders.workspace)/mnt/session/outputs/r.txt"
                Files.removeIfPresent(path)
                try Files.writePrivately(Array(text.utf8), to: path)
                let (changes, seen) = workspace.changes()
                #expect(try await managed.take(changes).isEmpty && changes.outputs.count == 1)
                try workspace.note(seen)
                #expect(bench.contents == 1)
            }
            await root.close()
        }
    }

    @Test func memoriesThatCannotBeKeptStay() async throws {
        try await MaterialBench.run { bench in
            let texts: [(String, [UInt8])] = [("/a", [0xFF]), ("/b\u{200B}", [65]), ("/c", [65])]
            let changes = texts.map { WorkspaceChanges.Memory(store: "none", path: $0, content: $1, hash: "h", previousHash: nil) }
            // There is no such store, so that none can be kept.
            let left = try await bench.workspace([]).take(WorkspaceChanges(memories: changes))
            #expect(left == changes)
        }
    }
}
