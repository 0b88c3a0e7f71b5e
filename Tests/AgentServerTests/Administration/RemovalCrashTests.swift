import Domain
import EventLoop
import JSON
import Journal
import JournalSQLite
import TestSupport
import Testing

@testable import AgentServer

/// A removal that is cut short at each of its steps, and the server that starts afterwards.
@Suite(.timeLimit(.minutes(2))) struct RemovalCrashTests {
    private func binding(_ bench: Workbench) async throws -> SessionBinding {
        try await Sessions.withStores(bench) { journal, _, _ in
            try #require(try await journal.head(of: try .of("a")).flatMap { SessionState($0.snapshot) }?.binding)
        }
    }

    private func withSession(_ body: @escaping @Sendable (Workbench, SessionBinding) async throws -> Void) async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { try await $0.turn("hello", in: "a").expectDone() }
            try await body(bench, try await binding(bench))
        }
    }

    @Test func afterTheMarkTheSessionIsStillThere() async throws {
        try await withSession { bench, binding in
            try await Sessions.withStores(bench) { _, files, _ in try files.mark(binding.folder) }
            try await TestServer.run(in: bench) { server in
                let next = try await server.turn("again", in: "a")
                next.expectDone()
                #expect(next.answer.hasSuffix("first prompt was hello"))
            }
            #expect(bench.sessions == ["a"])
        }
    }

    @Test func afterTheEventsTheFolderIsFoundAndRemoved() async throws {
        try await withSession { bench, binding in
            try await Sessions.withStores(bench) { journal, files, _ in
                try files.mark(binding.folder)
                #expect(try await journal.remove(try .of("a")))
            }
            let folder = "\(bench.data)/roost/\(binding.folder)"
            #expect(Files.exists(folder))
            try await TestServer.run(in: bench) { server in
                #expect(await eventually { !Files.exists(folder) })
                let next = try await server.turn("again", in: "a")
                #expect(next.answer.hasSuffix("first prompt was again"))
            }
        }
    }

    @Test(arguments: [true, false]) func aSessionWhoseStateCannotBeReadIsRemovedWithItsFolder(isServed: Bool) async throws {
        try await withSession { bench, binding in
            let folder = "\(bench.data)/roost/\(binding.folder)"
            try await Sessions.damage("a", in: bench)
            #expect(Files.exists(folder))
            if isServed {
                try await TestServer.run(in: bench) { server in
                    let refused = try await server.turn("again", in: "a")
                    #expect(refused.status == 500 || refused.terminals == ["error"], "\(refused.text)")
                    _ = try await Sessions.ask(bench, .remove(try .of("a"), isForced: false))
                    let next = try await server.turn("again", in: "a")
                    next.expectDone()
                    #expect(next.answer.hasSuffix("first prompt was again"))
                }
            } else {
                _ = try await Sessions.ask(bench, .remove(try .of("a"), isForced: false))
                #expect(try await Sessions.states(bench).isEmpty)
            }
            #expect(!Files.exists(folder))
        }
    }

    @Test func sizesAreNotMeasuredForSomebodyWhoHasLeft() async throws {
        try await withSession { bench, _ in
            try await Sessions.withStores(bench) { journal, files, _ in
                let catalogue = SessionCatalogue(journal: journal, files: files, isServed: false)
                let all = try await catalogue.all()
                let sizes = try await catalogue.measured(all).map(\.folderBytes)
                #expect(sizes.count == 1 && sizes.allSatisfy { $0 > 0 })
                await withTaskGroup { group in
                    group.addTask {
                        await #expect(throws: CancellationError.self) { _ = try await catalogue.measured(all) }
                    }
                    group.cancelAll()
                }
            }
        }
    }

    @Test func withSomeFilesGoneTheRestIsFoundAndRemoved() async throws {
        try await withSession { bench, binding in
            let folder = "\(bench.data)/roost/\(binding.folder)"
            try await Sessions.withStores(bench) { journal, files, _ in
                try files.mark(binding.folder)
                #expect(try await journal.remove(try .of("a")))
                for name in Files.entries(of: folder) where name != SessionFiles.spareMark { Files.removeTree("\(folder)/\(name)") }
            }
            #expect(Files.entries(of: folder) == [SessionFiles.spareMark])
            try await TestServer.run(in: bench) { _ in #expect(await eventually { !Files.exists(folder) }) }
        }
    }

    /// A folder of the form of versions before 0.3 is known without the journal, but for its mark.
    @Test func anOlderSessionThatWasBeingRemovedIsNotTakenUpAgain() async throws {
        try await Workbench.run { bench in
            let uuid = "0f4e2a6c-7a1b-4c3d-9e8f-001122334455"
            let record = SessionRecord(id: try .of("a"), claudeSessionID: uuid)
            let folder = "data/roost/sessions/a"
            try bench.write(String(decoding: record.bytes, as: UTF8.self), to: "\(folder)/session.json")
            try await Sessions.withStores(bench) { _, files, _ in
                #expect(files.olderSessions().map(\.text) == ["a"])
                try files.mark("sessions/a")
                #expect(files.olderSessions().isEmpty)
                #expect(try files.adopt(.of("a")) == nil)
            }
            try await TestServer.run(in: bench) { _ in #expect(await eventually { !Files.exists("\(bench.path)/\(folder)") }) }
        }
    }

    @Test func anOlderSessionIsRemovedWithAndWithoutAServer() async throws {
        try await Workbench.run { bench in
            let uuid = "0f4e2a6c-7a1b-4c3d-9e8f-001122334455"
            for name in ["a", "b"] {
                let record = SessionRecord(id: try .of(name), claudeSessionID: uuid)
                try bench.write(String(decoding: record.bytes, as: UTF8.self), to: "data/roost/sessions/\(name)/session.json")
            }
            #expect(try await Sessions.states(bench) == ["a": "idle", "b": "idle"])
            _ = try await Sessions.ask(bench, .remove(try .of("a"), isForced: false))
            try await TestServer.run(in: bench) { _ in
                #expect(try await Sessions.states(bench) == ["b": "idle"])
                _ = try await Sessions.ask(bench, .remove(try .of("b"), isForced: false))
                #expect(try await Sessions.states(bench).isEmpty)
            }
            #expect(Files.entries(of: "\(bench.data)/roost/sessions").isEmpty)
        }
    }

    @Test func aSessionOfTheCookbooksServerDoesNotComeBack() async throws {
        try await Workbench.run { bench in
            let uuid = "0f4e2a6c-7a1b-4c3d-9e8f-001122334455"
            try bench.write(#"{"a": "\#(uuid)"}"#, to: "data/\(CookbookMap.fileName)")
            try await TestServer.run(in: bench) { try await $0.turn("hello", in: "a").expectDone() }
            _ = try await Sessions.ask(bench, .remove(try .of("a"), isForced: false))
            let adopted = try await Sessions.withStores(bench) { _, files, _ in try files.adopt(.of("a")) }
            #expect(adopted == nil)
            #expect(Files.exists("\(bench.data)/\(CookbookMap.fileName)"))
        }
    }

    @Test func aFolderWithAProcessInItStaysAndSoDoesTheSession() async throws {
        try await withSession { bench, binding in
            try await Sessions.withStores(bench) { journal, files, clock in
                let held = try files.seize(binding.folder)
                var eraser = SessionEraser(journal: journal, files: files, clock: clock)
                eraser.limit = .milliseconds(50)
                let short = eraser
                await #expect { try await short.erase(try .of("a"), folder: binding.folder) } throws: {
                    ($0 as? ServerError)?.code == .sessionEnding
                }
                withExtendedLifetime(held) {}
                #expect(try await journal.sessionCount() == 1 && !files.isMarked(binding.folder))
            }
        }
    }
}
