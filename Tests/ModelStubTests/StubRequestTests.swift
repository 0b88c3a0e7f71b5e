import JSON
import Testing

@testable import ModelStub

@Suite struct StubRequestTests {
    @Test func sessionComesFromTheHeaderOrTheMetadata() throws {
        var cli = CLIConversation()
        cli.say("a")
        #expect(try StubRequest(body: cli.body).sessionID == CLIConversation.session)
        #expect(try StubRequest(body: cli.body, sessionID: "header").sessionID == "header")
    }

    @Test(arguments: [
        ("{", "not valid JSON"), ("[]", "must be a JSON object"), ("{}", "model: Field required"),
        (#"{"model":"m"}"#, "messages: Field required"), (#"{"model":"m","messages":[]}"#, "at least one message"),
        (#"{"model":"m","messages":[{"role":"tool","content":""}]}"#, "messages.0.role"),
        (#"{"model":"m","messages":[{"role":"user","content":"a"},{"role":"user"}]}"#, "messages.1.content"),
    ])
    func badBodyIsAnInvalidRequest(body: String, words: String) {
        let error = #expect(throws: APIFailure.self) { try StubRequest(body: Array(body.utf8)) }
        #expect(error?.status == 400 && error?.type == "invalid_request_error")
        #expect(error?.message.contains(words) == true)
    }
}
