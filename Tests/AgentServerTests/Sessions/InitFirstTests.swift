import ClaudeAgent
import JSON
import Testing

@testable import AgentServer

@Suite struct InitFirstTests {
    private let start = AgentMessage(["type": "system", "subtype": "init"])

    private func system(_ subtype: String) -> AgentMessage { AgentMessage(["type": "system", "subtype": .string(subtype)]) }

    private func message(_ type: String) -> AgentMessage { AgentMessage(["type": .string(type)]) }

    @Test func whatComesBeforeInitFollowsIt() {
        var order = InitFirst()
        #expect(order.pass(system("a")) == [])
        #expect(order.pass(message("rate_limit_event")) == [])
        #expect(order.pass(start) == [start, system("a"), message("rate_limit_event")].map(\.raw))
        #expect(order.pass(system("b")) == [system("b").raw])
        #expect(order.pass(start) == [start.raw])
    }

    @Test(arguments: ["assistant", "user", "result", "stream_event"]) func aTurnWithoutInitIsNotHeld(type: String) {
        var order = InitFirst()
        #expect(order.pass(system("a")) == [])
        #expect(order.pass(message(type)) == [system("a"), message(type)].map(\.raw))
        #expect(order.pass(system("b")) == [system("b").raw])
    }

    @Test func heldFramesAreBounded() {
        var order = InitFirst()
        for _ in 1..<InitFirst.limit { #expect(order.pass(system("a")) == []) }
        #expect(order.pass(system("b")).count == InitFirst.limit)
        #expect(order.flush() == [])
    }

    @Test func theEndGivesWhatIsHeld() {
        var order = InitFirst()
        _ = order.pass(system("a"))
        #expect(order.flush() == [system("a").raw])
        #expect(order.flush() == [])
    }
}
