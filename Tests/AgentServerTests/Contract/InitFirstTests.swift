import JSON
import Testing

@testable import AgentServer

@Suite struct InitFirstTests {
    private let start: JSONObject = ["subtype": "init", "type": "SystemMessage"]

    private func system(_ subtype: String) -> JSONObject { ["subtype": .string(subtype), "type": "SystemMessage"] }

    private func message(_ type: String) -> JSONObject { ["type": .string(type)] }

    @Test func whatComesBeforeInitFollowsIt() {
        var order = InitFirst()
        #expect(order.pass(system("a")) == [])
        #expect(order.pass(message("RateLimitEvent")) == [])
        #expect(order.pass(start) == [start, system("a"), message("RateLimitEvent")])
        #expect(order.pass(system("b")) == [system("b")])
        #expect(order.pass(start) == [start])
    }

    @Test(arguments: ["AssistantMessage", "UserMessage", "ResultMessage", "StreamEvent"]) func aTurnWithoutInitIsNotHeld(type: String) {
        var order = InitFirst()
        #expect(order.pass(system("a")) == [])
        #expect(order.pass(message(type)) == [system("a"), message(type)])
        #expect(order.pass(system("b")) == [system("b")])
    }

    @Test func heldPayloadsAreBounded() {
        var order = InitFirst()
        for _ in 1..<InitFirst.limit { #expect(order.pass(system("a")) == []) }
        #expect(order.pass(system("b")).count == InitFirst.limit)
        #expect(order.flush() == [])
    }

    @Test func theEndGivesWhatIsHeld() {
        var order = InitFirst()
        _ = order.pass(system("a"))
        #expect(order.flush() == [system("a")])
        #expect(order.flush() == [])
    }
}
