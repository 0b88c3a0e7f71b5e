import Domain
import JSON
import Journal
import Testing

@testable import AgentServer

@Suite struct AcceptedPromptTests {
    private func event(_ body: [UInt8]) -> JournalEvent {
        JournalEvent(number: 1, time: 1, turn: nil, kind: .promptAccepted, body: body)
    }

    @Test(arguments: [
        PromptContent.text("hello"), .blocks([.text("a"), .image(.url("https://x.example/a.png"))]),
        .blocks([.document(.text("facts"), title: "T", context: nil)]),
    ]) func whatIsAcceptedIsReadAgain(content: PromptContent) {
        let prompt = AcceptedPrompt(uuid: "u", content: content)
        #expect(AcceptedPrompt(event(prompt.body)) == prompt)
    }

    @Test func aTextStaysWhatEarlierVersionsWrote() {
        let body = #"{"id":"u","content":"hello","source":"contract"}"#
        #expect(String(decoding: AcceptedPrompt(uuid: "u", text: "hello").body, as: UTF8.self) == body)
        #expect(AcceptedPrompt(event(Array(#"{"id":"u","content":[7]}"#.utf8))) == nil)
    }
}
