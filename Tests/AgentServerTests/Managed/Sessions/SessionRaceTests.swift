import Domain
import HTTP
import JSON
import Records
import TestSupport
import Testing

@testable import AgentServer

/// Requests that meet each other in one session.
@Suite(.timeLimit(.minutes(2))) struct SessionRaceTests {
    private static let hello: JSONValue = ["events": [["type": "user.message", "content": [["type": "text", "text": "hello"]]]]]

    /// Deletes a session in the midst of the next request, once.
    private static func delete(_ session: String, amid materials: FakeMaterials, _ client: ManagedClient) {
        materials.meanwhile.change { meanwhile in
            meanwhile = {
                materials.meanwhile.change { $0 = nil }
                let answer = try await client.ask(.delete, "/sessions/\(session)")
                #expect(answer.status == 200)
            }
        }
    }

    @Test func aMessageThatMeetsTheEndOfARemovalIsRefusedAndLeavesNothing() async throws {
        let materials = FakeMaterials()
        try await ManagedClient.run(materials: materials) { client in
            let session = try await client.session()
            _ = try await client.say("hello", in: session)
            _ = try await client.rest(session)
            Self.delete(session, amid: materials, client)
            let picture: JSONValue = ["type": "image", "source": ["type": "file", "file_id": "file_1"]]
            let answer = try await client.ask(
                .post,
                "/sessions/\(session)/events",
                ["events": [["type": "user.message", "content": [picture]]]]
            )
            #expect(answer.status == 404 && answer.json["error"]?["type"] == "not_found_error", "\(answer.json)")
            #expect(answer.json["error"]?["message"]?.string?.contains(session) == true)
            #expect(try await Sessions.states(client.server.bench)[session] == nil)
            #expect(!client.server.bench.sessions.contains(session))
        }
    }

    @Test func aMessageThatMeetsARemovalUnderWayIsRefused() async throws {
        let records = RestlessRecords()
        try await ManagedClient.run(records: records) { client in
            let session = try await client.session()
            let (isBegun, mayGoOn) = (Shared(false), Shared(false))
            records.meanwhile.change {
                $0 = { changes in
                    guard changes.contains(where: { $0.intent == .remove }) else { return }
                    isBegun.change { $0 = true }
                    _ = await eventually(within: .seconds(60)) { mayGoOn.value }
                }
            }
            async let deletion = client.ask(.delete, "/sessions/\(session)")
            #expect(await eventually { isBegun.value })
            let answer = try await client.ask(.post, "/sessions/\(session)/events", Self.hello)
            #expect(answer.status == 409 && answer.json["error"]?["type"] == "conflict_error", "\(answer.json)")
            mayGoOn.change { $0 = true }
            #expect(try await deletion.status == 200)
            #expect(try await client.ask(.post, "/sessions/\(session)/events", Self.hello).status == 404)
        }
    }

    @Test func aChangeThatCannotBeSettledIsNoSuccessAndIsToldOnce() async throws {
        let records = RestlessRecords()
        try await ManagedClient.run(records: records) { client in
            let session = try await client.session()
            records.isStale.change { $0 = { changes in changes.contains { $0.isSession && $0.intent == nil } } }
            let answer = try await client.ask(.post, "/sessions/\(session)", ["title": "New"])
            #expect(answer.status == 409 && answer.json["error"]?["type"] == "conflict_error", "\(answer.json)")
            #expect(answer.json["error"]?["message"]?.string?.contains("changed by too many at once") == true)
            records.isStale.change { $0 = { _ in false } }
            #expect(try await client.post("/sessions/\(session)", ["title": "Newer"])["title"] == "Newer")
            #expect(try await client.events(session).map { $0["title"] } == ["New", "Newer"])
        }
    }

    @Test func aForkWhoseSourceIsDeletedMeanwhileIsRefusedAndLeavesNothing() async throws {
        let materials = FakeMaterials()
        try await ManagedClient.run(materials: materials) { client in
            let source = try await client.session()
            _ = try await client.say("hello", in: source)
            _ = try await client.rest(source)
            Self.delete(source, amid: materials, client)
            let answer = try await client.ask(.post, "/sessions/\(source)/fork", [:])
            #expect(answer.status == 404 && answer.json["error"]?["type"] == "not_found_error", "\(answer.json)")
            #expect(answer.json["error"]?["message"]?.string?.contains(source) == true)
            #expect(try await client.get("/sessions?include_archived=true")["data"] == [])
            #expect(try await Sessions.states(client.server.bench).isEmpty && client.server.bench.sessions.isEmpty)
        }
    }
}

extension RecordChange {
    fileprivate var replaced: Record? { if case .replace(let record) = self { record } else { nil } }
    fileprivate var isSession: Bool { replaced?.kind == StoredSession.kind }
    /// What it says has been begun to a session.
    fileprivate var intent: SessionIntent? { replaced.flatMap { SessionIntent($0.body) } }
}
