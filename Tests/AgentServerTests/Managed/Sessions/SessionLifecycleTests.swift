import Domain
import EventLoop
import HTTP
import JSON
import Records
import TestSupport
import Testing

@testable import AgentServer

/// What has been begun to a session is finished, whoever leaves and whatever is killed.
@Suite(.timeLimit(.minutes(3))) struct SessionLifecycleTests {
    @Test(arguments: [Failpoint.removing, .erased])
    func aDeletionThatWasCutShortIsFinishedByTheNextServer(point: Failpoint) async throws {
        try await KilledServer.run(at: point) { kept in
            let session = try await kept.usedSession()
            #expect(try await kept.client.ask(.delete, "/sessions/\(session)").status == 200)
            return session
        } next: { kept, session in
            try await kept.expectGone(session)
        }
    }

    @Test(arguments: [Failpoint.archiving, .settling])
    func anArchivingThatWasCutShortIsFinishedByTheNextServer(point: Failpoint) async throws {
        try await KilledServer.run(at: point) { kept in
            let session = try await kept.usedSession()
            _ = try await kept.client.post("/sessions/\(session)/archive")
            return session
        } next: { kept, session in
            let isTold = try await eventually {
                try await kept.client.events(session).count { $0.type == "session.status_terminated" } == 1
            }
            #expect(isTold)
            let archived = try await kept.client.post("/sessions/\(session)/archive")
            #expect(archived["status"] == "terminated" && archived["archived_at"]?.string != nil)
            #expect(try await kept.client.events(session).count { $0.type == "session.status_terminated" } == 1)
        }
    }

    @Test func aTurnThatWaitsIsOverInASessionThatWasBeingArchived() async throws {
        try await KilledServer.run(at: .archiving) { kept in
            let session = try await kept.waitingSession()
            _ = try await kept.client.post("/sessions/\(session)/archive")
            return session
        } next: { kept, session in
            let isOver = try await eventually {
                try await kept.client.events(session).last?.type == "session.status_terminated"
            }
            #expect(isOver)
            #expect(await eventually { kept.server.bench.processes.isEmpty })
            #expect(try await Sessions.states(kept.server.bench) == [session: "idle"])
        }
    }

    @Test func anAgentIsNotChangedWhileItsTurnWaits() async throws {
        try await Workbench.run { bench in
            try await KeptClient.run(in: bench) { kept in
                let session = try await kept.waitingSession()
                let change: JSONValue = ["agent": ["tools": []]]
                #expect(try await kept.client.ask(.post, "/sessions/\(session)", change).status == 400)
                _ = try await kept.client.post("/sessions/\(session)", ["title": "New"])
                let fork = try await kept.client.ask(.post, "/sessions/\(session)/fork", [:])
                #expect(fork.status == 409 && fork.json["error"]?["message"]?.string?.contains("waits for answers") == true)
                _ = try await kept.client.post("/sessions/\(session)/events", ["events": [["type": "user.interrupt"]]])
                _ = try await kept.client.rest(session, times: 2)
                #expect(try await kept.client.post("/sessions/\(session)", change)["agent"]?["tools"] == [])
            }
        }
    }

    @Test(arguments: [Failpoint.updating, .settling])
    func aChangeThatWasCutShortIsToldOnceByTheNextServer(point: Failpoint) async throws {
        try await KilledServer.run(at: point) { kept in
            let session = try await kept.session()
            _ = try await kept.client.post("/sessions/\(session)", ["title": "New"])
            return session
        } next: { kept, session in
            #expect(try await kept.client.get("/sessions/\(session)")["title"] == "New")
            let isTold = try await eventually { try await !kept.client.events(session).isEmpty }
            #expect(isTold)
            _ = try await kept.client.post("/sessions/\(session)", ["title": "Newer"])
            let told = try await kept.client.events(session)
            #expect(told.map(\.type) == ["session.updated", "session.updated"])
            #expect(told.map { $0["title"] } == ["New", "Newer"] && told.allSatisfy { $0["change"] == nil })
        }
    }

    @Test func aSessionThatWasNotMadeWholeIsTakenBack() async throws {
        try await KilledServer.run(at: .creating) { kept in
            try await kept.session(["initial_events": [["type": "user.message", "content": [["type": "text", "text": "hello"]]]]])
        } next: { kept, session in
            try await kept.expectGone(session)
        }
    }

    @Test func whoLeavesDoesNotStopADeletion() async throws {
        try await Workbench.run { bench in
            let isBegun = Shared(false)
            try await KeptClient.run(in: bench) {
                $0.hooks.reach = { if $0 == .removing { isBegun.change { $0 = true } } }
            } _: { kept in
                let session = try await kept.usedSession()
                let stream = try await kept.server.connect()
                try await stream.write(Array("DELETE /v1/sessions/\(session) HTTP/1.1\r\nHost: \(kept.server.address)\r\n\r\n".utf8))
                #expect(await eventually { isBegun.value })
                stream.close()
                try await kept.expectGone(session)
            }
        }
    }

    @Test func anAgentIsNotChangedWhileATurnIsThere() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            _ = try await client.say("[[fake:wait 60000]]", in: session)
            let answer = try await client.ask(.post, "/sessions/\(session)", ["agent": ["mcp_servers": [["name": "x"]]]])
            #expect(answer.status == 400, "\(answer.json)")
            _ = try await client.post("/sessions/\(session)/events", ["events": [["type": "user.interrupt"]]])
            _ = try await client.rest(session)
            let changed = try await client.post("/sessions/\(session)", ["agent": ["mcp_servers": [["name": "x"]]]])
            #expect(changed["agent"]?["mcp_servers"] == [["name": "x"]])
        }
    }

    private func serve(
        _ records: FaultyRecords,
        in bench: Workbench,
        _ body: @escaping @Sendable (ManagedClient) async throws -> Void
    ) async throws {
        try await TestServer.run(in: bench) {
            $0.hooks.managed = (records, FakeMaterials())
        } _: {
            try await body(ManagedClient(server: $0))
        }
    }

    @Test func whatCannotBeFinishedDoesNotStopTheServerAndIsTriedAgain() async throws {
        let records = FaultyRecords(MemoryRecordStore())
        let session = Shared("")
        try await Workbench.run { bench in
            try await serve(records, in: bench) { client in
                let made = try await client.session()
                session.change { $0 = made }
                records.refusesDeletion.change { $0 = true }
                let answer = try await client.ask(.delete, "/sessions/\(made)")
                #expect(answer.status == 500)
                let found = try await client.ask(.get, "/sessions/\(made)")
                #expect(found.status == 404)
            }
            records.refusesPages.change { $0 = true }
            try await serve(records, in: bench) { client in
                #expect(client.server.log.text.contains("could not be looked for"))
            }
            records.refusesPages.change { $0 = false }
            try await serve(records, in: bench) { client in
                #expect(await eventually { client.server.log.text.contains("could not be finished") })
                records.refusesDeletion.change { $0 = false }
                for status in [200, 404] {
                    let answer = try await client.ask(.delete, "/sessions/\(session.value)")
                    #expect(answer.status == status)
                }
            }
        }
    }

    @Test func aLoneInterruptCountsAsASession() async throws {
        try await ManagedClient.run {
            $0.maxSessions = 2
        } _: { client in
            let (one, other) = (try await client.session(), try await client.session())
            try await client.server.turn("hello", in: "a").expectDone()
            let interrupt: JSONValue = ["events": [["type": "user.interrupt"]]]
            _ = try await client.post("/sessions/\(one)/events", interrupt)
            #expect(try await client.ask(.post, "/sessions/\(other)/events", interrupt).status == 507)
            #expect(try await client.events(other).isEmpty)
        }
    }

    @Test(arguments: [true, false]) func whatItsOwnerRemovesIsGoneFromTheApiToo(isServed: Bool) async throws {
        try await Workbench.run { bench in
            let session = try await KeptClient.run(in: bench) { kept in
                let session = try await kept.usedSession()
                guard isServed else { return session }
                _ = try await Sessions.ask(bench, .remove(try .of(session), isForced: false))
                try await kept.expectGone(session)
                return session
            }
            if !isServed { _ = try await Sessions.ask(bench, .remove(try .of(session), isForced: false)) }
            try await KeptClient.run(in: bench) { try await $0.expectGone(session) }
        }
    }

    @Test func aSessionWhoseStateCannotBeReadIsDeletedWithItsFolder() async throws {
        try await Workbench.run { bench in
            let session = try await KeptClient.run(in: bench) { try await $0.usedSession() }
            try await Sessions.damage(session, in: bench)
            #expect(!bench.sessions.isEmpty)
            try await KeptClient.run(in: bench) { kept in
                #expect(try await kept.client.ask(.delete, "/sessions/\(session)").status == 200)
                try await kept.expectGone(session)
                #expect(bench.sessions.isEmpty)
                #expect(try await kept.client.ask(.delete, "/sessions/\(session)").status == 404)
            }
        }
    }

    @Test(arguments: [true, false]) func aSessionThatWasNeverUsedIsListedAndPruned(isServed: Bool) async throws {
        @Sendable func look(_ bench: Workbench, _ session: String) async throws {
            #expect(try await Sessions.states(bench) == [session: "idle"])
            let shown = try await Sessions.ask(bench, .show(try .of(session)))
            #expect(shown["turns"] == 0 && shown["created"]?.string != nil && shown["last_activity"]?.string != nil)
            let kept = try await Sessions.ask(bench, .prune(SessionRequest.Bounds(age: 3600), isDry: false))
            #expect(kept["sessions"] == [])
            let pruned = try await Sessions.ask(bench, .prune(SessionRequest.Bounds(age: 0), isDry: false))
            #expect(pruned["sessions"] == [.string(session)], "\(pruned)")
            #expect(try await Sessions.states(bench).isEmpty)
        }
        try await Workbench.run { bench in
            let session = try await KeptClient.run(in: bench) { kept in
                let session = try await kept.session([:])
                if isServed { try await look(bench, session) }
                return session
            }
            if !isServed { try await look(bench, session) }
            try await KeptClient.run(in: bench) { try await $0.expectGone(session) }
        }
    }

    @Test func whatItsOwnerCouldNotRemoveIsThereStill() async throws {
        struct Refused: Error {}
        try await Workbench.run { bench in
            let session = try await KeptClient.run(in: bench) { try await $0.usedSession() }
            let root = try await DataRoot.open(bench.data)
            await #expect(throws: Refused.self) {
                try await SessionRecords.with(root) { records in
                    #expect(records != nil)
                    try await SessionRecords.removing(try .of(session), from: records) { throw Refused() }
                }
            }
            await root.close()
            let found = try await KeptClient.run(in: bench) { try await $0.client.get("/sessions/\(session)") }
            #expect(found["archived_at"] == .null && found["status"] == "idle")
        }
    }
}

/// Records that cannot be taken away, or listed, for as long as a test says.
private struct FaultyRecords: RecordStore {
    let store: MemoryRecordStore
    let refusesDeletion = Shared(false)
    let refusesPages = Shared(false)

    init(_ store: MemoryRecordStore) { self.store = store }

    private static let failure = RecordError(.io, "the disk is gone")

    func record(_ kind: RecordKind, id: String) async throws(RecordError) -> Record? { try await store.record(kind, id: id) }

    func record(_ kind: RecordKind, parent: String?, key: String) async throws(RecordError) -> Record? {
        try await store.record(kind, parent: parent, key: key)
    }

    func page(_ query: RecordQuery) async throws(RecordError) -> RecordPage {
        guard !refusesPages.value else { throw Self.failure }
        return try await store.page(query)
    }

    func count(_ kind: RecordKind, parent: String?) async throws(RecordError) -> Int { try await store.count(kind, parent: parent) }

    func apply(_ changes: [RecordChange]) async throws(RecordError) -> [Record] {
        if refusesDeletion.value, changes.contains(where: { if case .delete = $0 { true } else { false } }) { throw Self.failure }
        return try await store.apply(changes)
    }

    func purge(_ kind: RecordKind, expiredAt time: Int64, limit: Int) async throws(RecordError) -> [Record] {
        try await store.purge(kind, expiredAt: time, limit: limit)
    }

    func close() async {}
}
