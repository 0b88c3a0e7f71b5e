import Domain
import JSON
import Testing

@Suite struct SessionResourceTests {
    private static func resource(_ text: String) throws -> SessionResource {
        try SessionResource(json: try JSONValue(parsing: text), path: "resources[0]")
    }

    @Test func whatIsKnownIsRead() throws {
        #expect(try Self.resource(#"{"type":"file","file_id":"f","mount_path":"/a/b"}"#) == .file(id: "f", mountPath: "/a/b"))
        let store = try Self.resource(#"{"type":"memory_store","memory_store_id":"m","access":"read_only","instructions":"i"}"#)
        #expect(store == .memoryStore(id: "m", isReadOnly: true, instructions: "i"))
        #expect(
            try Self.resource(#"{"type":"memory_store","memory_store_id":"m"}"#)
                == .memoryStore(id: "m", isReadOnly: false, instructions: nil)
        )
    }

    @Test(arguments: [
        (#"{"type":"github_repository","url":"https://x.example/a"}"#, "resources[0].type"), (#"{"type":"x"}"#, "resources[0].type"),
        ("7", "resources[0].type"), (#"{"type":"file"}"#, "resources[0].file_id"),
        (#"{"type":"file","file_id":"f","mount_path":"../x"}"#, "resources[0].mount_path"),
        (#"{"type":"file","file_id":"a/b"}"#, "resources[0].mount_path"),
        (#"{"type":"memory_store","memory_store_id":"m","access":"none"}"#, "resources[0].access"),
    ]) func whatIsNotIsRefusedByName(row: (text: String, field: String)) throws {
        do {
            _ = try Self.resource(row.text)
            Issue.record("\(row.text) was taken")
        } catch let error as DefinitionError {
            #expect(error.field == row.field)
        }
    }

    @Test(
        arguments: [
            (nil, "/mnt/session/uploads/f"), ("a.txt", "/mnt/session/uploads/a.txt"), ("/a/b.txt", "/mnt/session/uploads/a/b.txt"),
            ("/mnt/session/uploads/x/y", "/mnt/session/uploads/x/y"), ("/mnt/session/data.csv", "/mnt/session/data.csv"),
            ("/etc/passwd", "/mnt/session/uploads/etc/passwd"),
        ] as [(String?, String)]
    ) func aFileLiesBelowTheSessionsFolder(row: (wanted: String?, place: String)) throws {
        let place = try #require(MountPath(file: "f", row.wanted))
        #expect(place.description == row.place && place.inWorkspace == String(row.place.dropFirst()))
    }

    @Test(arguments: [
        "", "/", "..", "a/../b", "a//b", "a/", "./a", "/mnt/session/", "/mnt/session/../x", "/mnt/session/outputs/x",
        "/mnt/session/uploads",
        "a\nb", "a\0b", String(repeating: "a", count: 256), String(repeating: "a/", count: 21) + "a",
    ]) func whatLeadsElsewhereIsNoPlace(wanted: String) { #expect(MountPath(file: "f", wanted) == nil) }

    @Test(arguments: [("My Notes!", "my-notes"), ("äöü", "store"), ("a__b", "a-b"), ("../x", "x"), ("", "store"), ("Team 7", "team-7")])
    func aStoresFolderIsNamedPlainly(row: (name: String, slug: String)) {
        #expect(MountPath.slug(of: row.name) == row.slug && MountPath(memory: row.slug) != nil)
    }
}
