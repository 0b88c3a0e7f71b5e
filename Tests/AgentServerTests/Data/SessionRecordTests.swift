import Domain
import Testing

@testable import AgentServer

@Suite struct SessionRecordTests {
    private let uuid = "0f4e2a6c-7a1b-4c3d-9e8f-001122334455"

    @Test func aRecordReadsBack() throws {
        let id = try #require(SessionID("a"))
        let record = SessionRecord(id: id, claudeSessionID: uuid)
        #expect(String(decoding: record.bytes, as: UTF8.self) == "{\"version\":1,\"id\":\"a\",\"claude_session_id\":\"\(uuid)\"}\n")
        #expect(SessionRecord(record.bytes, id: id) == record)
    }

    @Test(arguments: [
        "", "{", "[]", #"{"id":"a"}"#, #"{"id":"b","claude_session_id":"0f4e2a6c-7a1b-4c3d-9e8f-001122334455"}"#,
        #"{"id":"a","claude_session_id":"--continue"}"#, #"{"id":"a","claude_session_id":7}"#, #"{"id":"a","claude_session_id":""}"#,
    ]) func bytesThatAreNoRecordOfThisSessionAreRefused(text: String) throws {
        #expect(SessionRecord(Array(text.utf8), id: try #require(SessionID("a"))) == nil)
    }
}
