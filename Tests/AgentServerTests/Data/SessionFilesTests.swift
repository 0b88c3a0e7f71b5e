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

    private func transcript(_ opened: SessionFiles.Opened, key: String? = nil) -> String {
        let key = key ?? ProjectKey(canonicalPath: opened.folders.workspace).text
        return "\(opened.folders.configuration)/projects/\(key)/\(opened.record.claudeSessionID).jsonl"
    }

    private func write(_ text: String, to path: String) throws {
        try Files.makeFolder(path.split(separator: "/").dropLast().map { "/" + $0 }.joined())
        try Files.writePrivately(Array(text.utf8), to: path)
    }

    @Test func aNewSessionsIDIsOnDiskBeforeAnythingRuns() async throws {
        try await run { bench, files in
            let opened = try files.open(id("a"))
            #expect(opened.start == .new(sessionID: opened.record.claudeSessionID))
            #expect(SessionIdentifier.isValid(opened.record.claudeSessionID))
            #expect(try bench.text("\(bench.session("a"))/session.json").contains(opened.record.claudeSessionID))
            let folders = opened.folders
            for folder in [folders.configuration, folders.workspace, folders.home, folders.temporary] {
                #expect(Workbench.mode(of: folder).map { $0 & 0o777 } == 0o700, "\(folder)")
            }
            #expect(Set([folders.configuration, folders.workspace, folders.home, folders.temporary]).count == 4)
            files.removeScratch(folders)
            #expect(!Files.exists(folders.temporary) && Files.exists(folders.workspace))
        }
    }

    @Test func withoutATranscriptTheSameIDBeginsAnew() async throws {
        try await run { _, files in
            let first = try files.open(id("a"))
            let second = try files.open(id("a"))
            #expect(second.record == first.record && second.start == first.start)
            #expect(second.folders.temporary != first.folders.temporary)
        }
    }

    @Test func aTranscriptIsResumed() async throws {
        try await run { _, files in
            let first = try files.open(id("a"))
            try write(said, to: transcript(first))
            #expect(try files.open(id("a")).start == .resume(first.record.claudeSessionID))
        }
    }

    @Test func sessionsShareNothing() async throws {
        try await run { _, files in
            let (first, second) = (try files.open(id("a")), try files.open(id("A")))
            #expect(first.record.claudeSessionID != second.record.claudeSessionID)
            #expect(first.folders.workspace != second.folders.workspace)
        }
    }

    @Test func aMovedIDIsFollowed() async throws {
        try await run { _, files in
            var record = try files.open(id("a")).record
            record.claudeSessionID = uuid
            try files.save(record)
            #expect(try files.open(id("a")).record.claudeSessionID == uuid)
        }
    }

    @Test(arguments: ["", "{}", "not json", #"{"id":"b","claude_session_id":"0f4e2a6c-7a1b-4c3d-9e8f-001122334455"}"#])
    func aDamagedRecordIsNamedAndNothingIsMadeAnew(text: String) async throws {
        try await run { bench, files in
            #expect { try files.open(id("a")) } throws: { error in
                (error as? ServerError)?.code == .sessionFiles && "\(error)".contains("session.json") && "\(error)".contains("damaged")
            }
            let kept = try bench.text("\(bench.session("a"))/session.json")
            #expect(kept == text)
            #expect(Files.entries(of: files.root.scratch) == Workbench.scratchAlone)
        } prepare: {
            try $0.write(text, to: "data/roost/sessions/a/session.json")
        }
    }

    @Test func aRecordThatCannotBeWrittenIsAnErrorOfThatSessionAlone() async throws {
        try await run { bench, files in
            #expect { try files.open(id("a")) } throws: { error in
                (error as? ServerError)?.code == .sessionFiles && "\(error)".contains("session a")
            }
            #expect(Files.entries(of: files.root.scratch) == Workbench.scratchAlone)
            _ = try files.open(id("b"))
            unlink(bench.session("a"))
            _ = try files.open(id("a"))
        } prepare: {
            try $0.write("a file", to: "data/roost/sessions/a")
        }
    }

    @Test func aRecordThatCannotBeStoredStaysAsItWas() async throws {
        try await run { bench, files in
            var record = try files.open(id("a")).record
            let before = record
            record.claudeSessionID = uuid
            let moved = record
            #expect(throws: ServerError.self) { try Self.without(bench.session("a")) { try files.save(moved) } }
            #expect(try files.open(id("a")).record == before)
            #expect(Files.entries(of: bench.session("a")).filter { $0.hasSuffix(".tmp") } == [])
        }
    }

    /// Stands for a disk that takes nothing.
    private static func without(_ folder: String, _ body: () throws -> Void) throws {
        rename(folder, folder + ".away")
        defer { rename(folder + ".away", folder) }
        try body()
    }

    @Test(arguments: ["", "config", "workspace", "home"]) func aLinkInPlaceOfAFolderIsRefused(name: String) async throws {
        try await run { bench, files in
            #expect { try files.open(id("a")) } throws: { ($0 as? ServerError)?.code == .sessionFiles }
            #expect(Files.entries(of: "\(bench.path)/elsewhere") == [])
        } prepare: { bench in
            try Files.makeFolder("\(bench.path)/elsewhere")
            try Files.makeFolder("\(bench.data)/roost/sessions\(name.isEmpty ? "" : "/a")")
            symlink("\(bench.path)/elsewhere", "\(bench.data)/roost/sessions/a\(name.isEmpty ? "" : "/\(name)")")
        }
    }

    @Test func afterAMoveOfTheDataFolderTheTranscriptIsFound() async throws {
        try await Workbench.run { bench in
            let root = try await DataRoot.open(bench.data)
            let first = try SessionFiles(root: root).open(id("a"))
            try write(said, to: transcript(first))
            try write("{}", to: transcript(first).dropLast(6) + "/subagents/agent-1.jsonl")
            await root.close()
            rename(bench.data, "\(bench.path)/moved")
            unlink("\(bench.path)/moved/roost.lock")
            let moved = try await DataRoot.open("\(bench.path)/moved")
            let second = try SessionFiles(root: moved).open(id("a"))
            #expect(second.start == .resume(first.record.claudeSessionID))
            #expect(try bench.text(transcript(second)) == said)
            #expect(Files.exists(transcript(second).dropLast(6) + "/subagents/agent-1.jsonl"))
            await moved.close()
        }
    }

    @Test func aKnownSessionsEmptyFoldersComeBack() async throws {
        try await run { _, files in
            let folders = try files.open(id("a")).folders
            for folder in [folders.workspace, folders.home] { Files.removeTree(folder) }
            _ = try files.open(id("a"))
            for folder in [folders.workspace, folders.home] { #expect(Files.exists(folder)) }
        }
    }

    @Test func aTranscriptWhoseFirstPromptIsLongIsResumed() async throws {
        try await run { _, files in
            let first = try files.open(id("a"))
            let long = String(repeating: "word ", count: 50_000)
            try write(said.replacing("hello", with: long), to: transcript(first))
            #expect(try files.open(id("a")).start == .resume(first.record.claudeSessionID))
        }
    }

    @Test func aNewSessionNeedsRoomAndAKnownOneGoesOn() async throws {
        try await run { bench, files in
            var files = files
            files.count = SessionCount(1, limit: 2)
            _ = try files.open(id("a"))
            let (known, new) = (try id("a"), try id("b"))
            #expect(!files.hasRoom(for: new) && files.hasRoom(for: known))
            #expect { try files.open(id("b")) } throws: { ($0 as? ServerError)?.code == .tooManySessions }
            #expect(!Files.exists(bench.session("b")))
            _ = try files.open(id("a"))
        }
    }

    @Test func aSessionThatCouldNotBeMadeTakesNoRoom() async throws {
        try await run { bench, files in
            var files = files
            files.count = SessionCount(0, limit: 1)
            symlink("\(bench.path)/nowhere", bench.session("a"))
            #expect(throws: ServerError.self) { try files.open(id("a")) }
            _ = try files.open(id("b"))
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
            let opened = try files.open(id("a"))
            #expect(opened.start == .resume(uuid))
            #expect(try bench.text(transcript(opened)) == said)
            let folder = transcript(opened).dropLast(6) + "/subagents"
            #expect(Files.entries(of: String(folder)) == ["agent-1.jsonl", "agent-1.meta.json"])
            #expect(try bench.text("\(bench.data)/projects/-app/\(uuid).jsonl") == said)
            #expect(!bench.files(below: opened.folders.configuration).contains { $0.contains("11111111") })
            #expect(try files.open(id("a")).start == .resume(uuid))
        } prepare: {
            try leaveCookbook($0)
        }
    }

    @Test func aCallerWhomTheMapDoesNotKnowBeginsAnew() async throws {
        try await run(cookbook: true) { _, files in
            let opened = try files.open(id("b"))
            #expect(opened.start.isNew && opened.record.claudeSessionID != uuid)
        } prepare: {
            try leaveCookbook($0)
        }
    }

    @Test func aMappedSessionWithoutTranscriptBeginsUnderItsID() async throws {
        try await run(cookbook: true) { _, files in
            let opened = try files.open(id("a"))
            #expect(opened.start == .new(sessionID: uuid))
        } prepare: {
            try $0.write(#"{"a":"\#(uuid)"}"#, to: "data/hosting_session_map.json")
        }
    }

    @Test func aTakeOverThatWasCutOffIsDoneAgain() async throws {
        try await run(cookbook: true) { bench, files in
            let half = "\(bench.session("a"))/config/projects/-app/\(uuid).jsonl"
            try write(#"{"type":"us"#, to: half)
            let opened = try files.open(id("a"))
            #expect(opened.start == .resume(uuid))
            #expect(try bench.text(transcript(opened)) == said)
        } prepare: {
            try leaveCookbook($0)
        }
    }

    @Test func aSessionThatWasTakenOverIsNotTakenOverAgain() async throws {
        try await run(cookbook: true) { bench, files in
            var record = try files.open(id("a")).record
            record.claudeSessionID = "22222222-7a1b-4c3d-9e8f-001122334455"
            try files.save(record)
            #expect(try files.open(id("a")).record == record)
        } prepare: {
            try leaveCookbook($0)
        }
    }
}
