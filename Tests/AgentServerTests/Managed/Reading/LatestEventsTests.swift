import JSON
import Testing

@testable import AgentServer

@Suite struct LatestEventsTests {
    private func event(_ number: Int, _ text: String = "t") -> ManagedEvent {
        let position = EventPosition(entry: number, index: 0)
        return ManagedEvent(id: "e\(number)", type: "agent.message", time: 0, position: position, fields: ["text": .string(text)])
    }

    private func latest(_ count: Int, _ byteLimit: Int, of texts: [String]) -> LatestEvents {
        var latest = LatestEvents(count: count, byteLimit: byteLimit)
        for (number, text) in texts.enumerated() { latest.append(event(number + 1, text)) }
        return latest
    }

    @Test func asManyAsAreWantedAreKeptInOrder() {
        let whole = latest(3, 1000, of: ["a", "b", "c"])
        #expect(whole.isWhole && whole.events.map(\.id) == ["e1", "e2", "e3"])
        let cut = latest(2, 1000, of: ["a", "b", "c"])
        #expect(!cut.isWhole && cut.events.map(\.id) == ["e2", "e3"])
    }

    @Test func bytesAreBoundedAndTheLastOneIsAlwaysKept() {
        let long = String(repeating: "x", count: 600)
        let cut = latest(10, 1000, of: ["a", long, long])
        #expect(!cut.isWhole && cut.events.map(\.id) == ["e3"])
        #expect(latest(10, 100, of: [long]).events.count == 1)
    }
}
