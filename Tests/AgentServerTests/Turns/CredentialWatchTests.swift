import ClaudeAgent
import JSON
import Testing

@testable import AgentServer

@Suite struct CredentialWatchTests {
    private func retry(_ status: Int, _ words: String) -> AgentMessage {
        AgentMessage(["type": "system", "subtype": "api_retry", "error_status": .number(JSONNumber(status)), "error": .string(words)])
    }

    @Test func theSecondRefusalInARowIsEnough() throws {
        var watch = CredentialWatch()
        let refusal = retry(401, "authentication_failed")
        for message in [refusal, retry(529, "overloaded"), retry(529, "overloaded"), refusal] { try watch.receive(message) }
        let error = #expect(throws: ServerError.self) { try watch.receive(refusal) }
        #expect(error?.code == .credentialRefused && error?.message.contains("401, authentication_failed") == true)
    }
}
