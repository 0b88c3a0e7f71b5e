import JSON
import Testing

@testable import ModelStub

@Suite struct StubAPITests {
    private let server = RoutedStub()
    private static let key = [(name: "X-Api-Key", value: "sk-ant-stub-key")]

    private static var prompt: [UInt8] {
        var cli = CLIConversation()
        cli.say("hello")
        return cli.body
    }

    private func call(
        _ method: String,
        _ target: String,
        fields: [(name: String, value: String)] = Self.key,
        body: [UInt8]? = []
    ) -> (output: StubOutput, record: RequestRecord) {
        server.answer(StubCall(method: method, target: target, fields: fields, body: body))
    }

    private func json(_ output: StubOutput) throws -> JSONValue { try JSONValue(parsing: output.body) }

    @Test func messagesAreStreamedWhateverTheQuery() throws {
        for target in ["/v1/messages", "/v1/messages?beta=true"] {
            let (output, record) = call("POST", target, body: Self.prompt)
            #expect(output.status == 200 && output.contentType.hasPrefix("text/event-stream"))
            #expect(record.path == "/v1/messages" && record.streams == true && record.messageCount == 2)
            #expect(record.model == "claude-sonnet-4-6")
        }
    }

    @Test(arguments: ["/", "/v1/models", "/v1/nothing", "/v1/messages"])
    func everyAnswerHasARequestID(target: String) {
        let (output, record) = server.answer(StubCall(method: "GET", target: target, fields: Self.key, body: []))
        #expect(output.fields["request-id"]?.hasPrefix("req_01") == true)
        #expect(record.requestID == output.fields["request-id"])
    }

    @Test func healthNeedsNoKey() {
        #expect(call("GET", "/", fields: []).output.status == 200)
        #expect(call("HEAD", "/", fields: []).output.status == 200)
    }

    @Test func tokensAreCounted() throws {
        let output = call("POST", "/v1/messages/count_tokens?beta=true", body: Self.prompt).output
        #expect(try json(output) == ["input_tokens": .number(JSONNumber(Self.prompt.count / 4))])
    }

    @Test func modelsAreListedAndFound() throws {
        let list = try json(call("GET", "/v1/models?limit=1000").output)
        let ids = (list["data"]?.array ?? []).compactMap { $0["id"]?.string }
        #expect(Set(ids).isSuperset(of: ["claude-sonnet-4-6", "claude-opus-4-6", "claude-haiku-4-5"]))
        #expect(list["has_more"] == false && list["first_id"]?.string == ids.first && list["last_id"]?.string == ids.last)
        for id in ids {
            #expect(try json(call("GET", "/v1/models/\(id)").output)["id"]?.string == id)
        }
        #expect(call("GET", "/v1/models/claude-none").output.status == 404)
    }

    @Test(arguments: [("GET", "/v1/messages"), ("POST", "/"), ("DELETE", "/v1/models"), ("GET", "/v2"), ("POST", "/v1/messages/")])
    func anythingElseIsNotFound(method: String, target: String) throws {
        let output = server.answer(StubCall(method: method, target: target, fields: Self.key, body: [])).output
        let body = try json(output)
        #expect(output.status == 404)
        #expect(body["type"] == "error" && body["error"]?["type"] == "not_found_error")
        #expect(body["request_id"]?.string == output.fields["request-id"])
    }

    @Test(arguments: [
        ("accept", "*/*", "x-api-key header is required"), ("x-api-key", "", "x-api-key header is required"),
        ("Authorization", "Basic x", "x-api-key header is required"), ("x-api-key", "sk-ant-bad-1", "invalid x-api-key"),
        ("Authorization", "Bearer sk-ant-bad-1", "Invalid bearer token"),
    ])
    func badKeyIsAnAuthenticationError(name: String, value: String, message: String) throws {
        let output = call("POST", "/v1/messages", fields: [(name, value)], body: Self.prompt).output
        #expect(output.status == 401)
        #expect(try json(output)["error"] == ["type": "authentication_error", "message": .string(message)])
    }

    @Test func bearerTokenIsTaken() {
        let output = call("POST", "/v1/messages", fields: [("authorization", "Bearer some-token")], body: Self.prompt).output
        #expect(output.status == 200)
    }

    @Test func recordTellsKeysApartWithoutHoldingThem() throws {
        let one = call("POST", "/v1/messages", body: Self.prompt).record
        let same = call("GET", "/v1/models").record
        let other = call("GET", "/v1/models", fields: [("x-api-key", "sk-ant-other")]).record
        let print = try #require(one.keyFingerprint)
        #expect(print.count == 8 && print == same.keyFingerprint && print != other.keyFingerprint)
        #expect(!"\(one)".contains("sk-ant"))
    }

    @Test func sessionHeaderIsRecorded() {
        let fields = Self.key + [(name: "X-Claude-Code-Session-Id", value: "abc")]
        #expect(call("POST", "/v1/messages", fields: fields, body: Self.prompt).record.sessionID == "abc")
    }

    @Test func droppedConnectionIsRecordedWithoutAStatus() {
        var cli = CLIConversation()
        cli.say("[[drop]]")
        #expect(call("POST", "/v1/messages", body: cli.body).record.status == 0)
    }

    @Test func hugeBodyIsRefused() throws {
        let output = call("POST", "/v1/messages", body: nil).output
        #expect(output.status == 413)
        #expect(try json(output)["error"]?["type"] == "request_too_large")
    }
}

/// Holds the routes, so that a test's expectations may call them.
private final class RoutedStub {
    private let api = StubAPI(model: StubModel(script: StubScript()))
    private var memory = StubMemory(identifiers: StubIdentifiers(source: SeededSource()))

    func answer(_ call: StubCall) -> (output: StubOutput, record: RequestRecord) {
        let prepared = api.prepare(call)
        return prepared.answer(with: prepared.ticket(from: &memory))
    }
}
