@testable import AgentServer
import Domain
import JSON
import Testing

@Suite struct EventPreviewTests {
    private let ids = ManagedEventID(session: Story.session)

    private func preview(messages: Bool = true, thinking: Bool = true) -> EventPreview {
        EventPreview(ids, EventPreview.Wishes(messages: messages, thinking: thinking))
    }

    private func frame(_ event: JSONValue, parent: JSONValue = nil) -> [UInt8] {
        JSONValue.object(["type": "stream_event", "event": event, "api_message_id": "m1", "parent_tool_use_id": parent]).serialized()
    }

    private func start(_ index: Int, _ type: String) -> [UInt8] {
        frame(["type": "content_block_start", "index": JSONValue(index), "content_block": ["type": .string(type)]])
    }

    private func text(_ index: Int, _ text: String) -> [UInt8] {
        frame(["type": "content_block_delta", "index": JSONValue(index), "delta": ["type": "text_delta", "text": .string(text)]])
    }

    @Test func previewsHaveTheNamesOfTheEventsThatFollow() throws {
        var preview = preview()
        let told = preview.take([start(0, "thinking"), start(1, "text"), text(1, "I look"), start(2, "text"), text(2, " twice")], last: 5)
        let events = Story.plain.told
        #expect(told.map { $0["type"]?.string } == ["event_start", "event_start", "event_delta", "event_delta"])
        #expect(told[0]["event"]?["id"]?.string == events.first { $0.type == "agent.thinking" }?.id)
        #expect(told[1]["event"]?["id"]?.string == events.first { $0.type == "agent.message" }?.id)
        #expect(told.suffix(2).map { $0["delta"]?["index"]?.int } == [0, 1])
        #expect(told.suffix(2).map { $0["event_id"]?.string } == [told[1]["event"]?["id"]?.string, told[1]["event"]?["id"]?.string])
    }

    @Test func onlyWhatWasAskedForIsShown() {
        var first = preview(messages: false)
        #expect(first.take([start(0, "thinking"), start(1, "text"), text(1, "a")], last: 3).count == 1)
        var second = preview(thinking: false)
        #expect(second.take([start(0, "thinking"), start(1, "text"), text(1, "a")], last: 3).count == 2)
    }

    @Test func nothingIsShownOfARunWhoseBeginningWasMissed() {
        var preview = preview()
        #expect(preview.take([text(0, "late")], last: 9).isEmpty)
        #expect(preview.take([start(1, "text"), text(1, "b")], last: 11).isEmpty)
    }

    @Test func aGapEndsThePreviewOfItsEvent() {
        var preview = preview()
        #expect(preview.take([start(0, "text"), text(0, "a")], last: 2).count == 2)
        #expect(preview.take([text(0, "c")], last: 4).isEmpty)
        #expect(preview.take([text(0, "d")], last: 5).isEmpty)
    }

    @Test func nothingFollowsTheEventItself() throws {
        var preview = preview()
        _ = preview.take([start(0, "text"), text(0, "a")], last: 2)
        let id = ids.message("m1", block: 0)
        preview.emitted(ManagedEvent(id: id, type: "agent.message", time: 1, position: .start, fields: [:]))
        #expect(preview.take([text(0, "b")], last: 3).isEmpty)
    }

    @Test func subagentsAreNotShown() {
        var preview = preview()
        let event: JSONValue = ["type": "content_block_start", "index": 0, "content_block": ["type": "text"]]
        #expect(preview.take([frame(event, parent: "t1")], last: 1).isEmpty)
    }
}
