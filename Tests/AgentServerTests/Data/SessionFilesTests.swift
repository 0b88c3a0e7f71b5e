import ClaudeAgent
import Domain
import EventLoop
import Glibc
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct SessionFilesTests {
    private let uuid = "0f4e2a6c-7a1b-4c3d-9e8f-001122334455"
    private let said = #"{"type":"user","message":{"role":"user","content":"hello"},"uuid":"u"}"# + "\n"

    private func run(
        cookbook: Bool = false,
        _ body: @Sendable (Workbench, SessionFiles) throws -> Void,
        prepare: @Sendable (Workbench) throws -> Void = { _ in }
    )
        async throws
    {
        try await Workbench.run { bench in
            try prepare(bench)
            let root = try await DataRoot.open(bench.data)
            let map = cookbook ? try CookbookMap(in: bench.data) : CookbookMap()
            try body(bench, SessionFiles(root: root, cookbook: map))
            await root.close()
        }
    }

    private func id(_ text: String) throws -> SessionID { try #require(SessionID(text)) }

    private func transcript(_ place: SessionPlace, key: String? = nil) -> String {
        let key = key ?? ProjectKey(canonicalPath: place.folders.workspace).text
        return "\(place.folders.configuration)/projects/\(key)/\(place.binding.claudeSessionID).jsonl"
    }

    private func write(_ text: String, to path: String) throws {
        try Files.makeFolder(path.split(separator: "/").dropLast().map { "/" + $0 }.joined())
        try Files.writePrivately(Array(text.utf8), to: path)
    }

    @Test func aNewPlaceIsPrivateAndMarked() async throws {
        try await run { bench, files in
            let place = try files.make()
            let id = place.binding.claudeSessionID
            #expect(SessionIdentifier.isValid(id) && place.binding.folder == "folders/\(id)")
            #expect(try files.start(in: place) == .new(sessionID: id))
            try files.makeScratch(place.folders)
            let folders = [place.folders.configuration, place.folders.workspace, place.folders.home, place.folders.temporary]
            for folder in folders { #expect(Workbench.mode(of: folder).map { $0 & 0o777 } == 0o700, "\(folder)") }
            #expect(Set(folders).count == 4)
            #expect(files.markedFolders() == [place.binding.folder])
            files.keep(place.binding, for: try self.id("a"))
            #expect(files.markedFolders() == [])
            #expect(bench.session("a").hasSuffix(place.binding.folder))
            files.removeScratch(place.folders)
            #expect(!Files.exists(place.folders.temporary) && Files.exists(place.folders.workspace))
        }
    }

    @Test func placesShareNothing() async throws {
        try await run { _, files in
            let (first, second) = (try files.make(), try files.make())
            #expect(first.binding.claudeSessionID != second.binding.claudeSessionID)
            #expect(first.folders.workspace != second.folders.workspace && first.folders.temporary != second.folders.temporary)
        }
    }

    @Test func aPlaceIsTakenOnceAtATime() async throws {
        try await run { _, files in
            var place: SessionPlace? = try files.make()
            let binding = try #require(place?.binding)
            #expect(throws: FileLock.Held.self) { try files.open(binding) }
            #expect(try !files.remove(binding.folder))
            place = nil
            #expect(try files.open(binding).binding == binding)
            #expect(try files.remove(binding.folder))
            #expect(!Files.exists("\(files.root.path)/roost/\(binding.folder)"))
            #expect(try files.remove(binding.folder))
        }
    }

    @Test func aTranscriptIsResumed() async throws {
        try await run { _, files in
            let place = try files.make()
            try write(said, to: transcript(place))
            #expect(try files.start(in: place) == .resume(place.binding.claudeSessionID))
        }
    }

    /// It was looked for as a spare's, and a session took it, had its turns and let it go before it was removed.
    @Test func aFolderThatASessionHasTakenMeanwhileStays() async throws {
        try await run { bench, files in
            let id = try #require(SessionID("a"))
            let (taken, left) = try (files.make().binding, files.make().binding)
            #expect(files.markedFolders().count == 2)
            files.keep(taken, for: id)
            #expect(try !files.removeSpare(taken.folder) && files.removeSpare(left.folder))
            #expect(Files.entries(of: "\(bench.data)/roost/folders") == [String(taken.folder.dropFirst("folders/".count))])
        }
    }

    @Test func aTranscriptWhoseFirstPromptIsLongIsResumed() async throws {
        try await run { _, files in
            let place = try files.make()
            try write(said.replacing("hello", with: String(repeating: "word ", count: 50_000)), to: transcript(place))
            #expect(try files.start(in: place) == .resume(place.binding.claudeSessionID))
        }
    }

    @Test func aKnownPlacesEmptyFoldersComeBack() async throws {
        try await run { _, files in
            let (binding, folders) = try {
                let place = try files.make(); return (place.binding, place.folders)
            }()
            for folder in [folders.workspace, folders.home] { Files.removeTree(folder) }
            _ = try files.open(binding)
            for folder in [folders.workspace, folders.home] { #expect(Files.exists(folder)) }
        }
    }

    @Test func afterAMoveOfTheDataFolderTheTranscriptIsFound() async throws {
        try await Workbench.run { bench in
            let root = try await DataRoot.open(bench.data)
            let binding = try {
                let place = try SessionFiles(root: root).make()
                try write(said, to: transcript(place))
                try write("{}", to: transcript(place).dropLast(6) + "/subagents/agent-1.jsonl")
                return place.binding
            }()
            await root.close()
            rename(bench.data, "\(bench.path)/moved")
            unlink("\(bench.path)/moved/roost.lock")
            let moved = try await DataRoot.open("\(bench.path)/moved")
            let files = SessionFiles(root: moved)
            let place = try files.open(binding)
            #expect(try files.start(in: place) == .resume(binding.claudeSessionID))
            #expect(try bench.text(transcript(place)) == said)
            #expect(Files.exists(transcript(place).dropLast(6) + "/subagents/agent-1.jsonl"))
            await moved.close()
        }
    }

    @Test(arguments: ["", "config", "workspace", "home"]) func aLinkInPlaceOfAFolderIsRefused(name: String) async throws {
        try await run { bench, files in
            let binding = SessionBinding(claudeSessionID: uuid, folder: "folders/a")
            #expect { try files.open(binding) } throws: { ($0 as? ServerError)?.code == .sessionFiles }
            #expect(Files.entries(of: "\(bench.path)/elsewhere") == [])
        } prepare: { bench in
            try Files.makeFolder("\(bench.path)/elsewhere")
            try Files.makeFolder("\(bench.data)/roost/folders\(name.isEmpty ? "" : "/a")")
            symlink("\(bench.path)/elsewhere", "\(bench.data)/roost/folders/a\(name.isEmpty ? "" : "/\(name)")")
        }
    }

    // MARK: - Sessions of earlier versions

    @Test func aSessionOfAnEarlierVersionGoesOnInItsFolder() async throws {
        try await run { _, files in
            let binding = try #require(try files.adopt(id("a")))
            #expect(binding == SessionBinding(claudeSessionID: uuid, folder: "sessions/a"))
            #expect(try files.open(binding).folders.workspace.hasSuffix("/roost/sessions/a/workspace"))
            #expect(try files.adopt(id("b")) == nil)
            #expect(files.olderSessions() == [try id("a")])
        } prepare: {
            try $0.write(#"{"version":1,"id":"a","claude_session_id":"\#(uuid)"}"#, to: "data/roost/sessions/a/session.json")
        }
    }

    @Test(arguments: ["", "{}", "not json", #"{"id":"b","claude_session_id":"0f4e2a6c-7a1b-4c3d-9e8f-001122334455"}"#])
    func aDamagedRecordIsNamedAndNothingIsMadeAnew(text: String) async throws {
        try await run { bench, files in
            #expect { try files.adopt(id("a")) } throws: { error in
                (error as? ServerError)?.code == .sessionFiles && "\(error)".contains("session.json") && "\(error)".contains("damaged")
            }
            let kept = try bench.text("\(bench.session("a"))/session.json")
            #expect(kept == text)
        } prepare: {
            try $0.write(text, to: "data/roost/sessions/a/session.json")
        }
    }

    // MARK: - A cookbook server's folder

    private func leaveCookbook(_ bench: Workbench, map: String? = nil, key: String = "-app") throws {
        try bench.write(map ?? #"{"a":"\#(uuid)"}"#, to: "data/hosting_session_map.json")
        try bench.write(said, to: "data/projects/\(key)/\(uuid).jsonl")
        try bench.write("{}", to: "data/projects/\(key)/\(uuid)/subagents/agent-1.jsonl")
        try bench.write("{}", to: "data/projects/\(key)/\(uuid)/subagents/agent-1.meta.json")
        try bench.write(said, to: "data/projects/\(key)/11111111-7a1b-4c3d-9e8f-001122334455.jsonl")
    }

    @Test func aCookbookSessionIsResumedUnderItsID() async throws {
        try await run(cookbook: true) { bench, files in
            let binding = try #require(try files.adopt(id("a")))
            let place = try files.open(binding)
            #expect(try files.start(in: place) == .resume(uuid))
            #expect(try bench.text(transcript(place)) == said)
            let folder = transcript(place).dropLast(6) + "/subagents"
            #expect(Files.entries(of: String(folder)) == ["agent-1.jsonl", "agent-1.meta.json"])
            #expect(try bench.text("\(bench.data)/projects/-app/\(uuid).jsonl") == said)
            #expect(!bench.files(below: place.folders.configuration).contains { $0.contains("11111111") })
        } prepare: {
            try leaveCookbook($0)
        }
    }

    @Test func aCallerWhomTheMapDoesNotKnowBeginsAnew() async throws {
        try await run(cookbook: true) { _, files in
            let binding = try files.adopt(id("b"))
            #expect(binding == nil)
        } prepare: {
            try leaveCookbook($0)
        }
    }

    @Test func aMappedSessionWithoutTranscriptBeginsUnderItsID() async throws {
        try await run(cookbook: true) { _, files in
            let place = try files.open(try #require(try files.adopt(id("a"))))
            #expect(try files.start(in: place) == .new(sessionID: uuid))
        } prepare: {
            try $0.write(#"{"a":"\#(uuid)"}"#, to: "data/hosting_session_map.json")
        }
    }

    @Test func aTakeOverThatWasCutOffIsDoneAgain() async throws {
        try await run(cookbook: true) { bench, files in
            try write(#"{"type":"us"#, to: "\(bench.data)/roost/folders/\(uuid)/config/projects/-app/\(uuid).jsonl")
            let place = try files.open(try #require(try files.adopt(id("a"))))
            #expect(try files.start(in: place) == .resume(uuid))
            #expect(try bench.text(transcript(place)) == said)
        } prepare: {
            try leaveCookbook($0)
        }
    }
}
