import Domain
import JSON
import Journal
import TestSupport
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(2))) struct LostSpendingTests {
    private static let turn = TurnID(milliseconds: 1, randomness: [])

    private static func spending(_ bodies: [String], parkedAfter count: Int? = nil) -> LostSpending {
        var spending = LostSpending()
        for (index, body) in bodies.enumerated() {
            spending.apply(JournalEvent(number: index + 1, time: 1, turn: turn, kind: .frame, body: Array(body.utf8)))
            guard count == index + 1 else { continue }
            spending.apply(JournalEvent(number: index + 2, time: 1, turn: turn, kind: .turnParked, body: Array("{}".utf8)))
        }
        return spending
    }

    private static func assistant(_ id: String, input: Int, output: Int, text: String = "") -> String {
        """
        {"type":"assistant","message":{"id":"\(id)","model":"claude-sonnet-4-6","content":[{"type":"text","text":"\(text)"}],\
        "usage":{"input_tokens":\(input),"output_tokens":\(output)}}}
        """
    }

    private static func event(_ json: String) -> String { #"{"type":"stream_event","event":\#(json)}"# }

    /// Three dollars for a million tokens read, fifteen for a million written.
    @Test func eachAnswerCountsOnce() {
        let spending = Self.spending([
            Self.assistant("a", input: 1000, output: 10), Self.assistant("a", input: 1000, output: 10),
            Self.assistant("b", input: 2000, output: 0), "no JSON", #"{"type":"user"}"#,
        ])
        #expect(spending.cost == USD(microdollars: 3 * 3000 + 15 * 10))
        #expect(spending.usage.inputTokens == 3000 && spending.usage.outputTokens == 10)
    }

    @Test func theLastFigureOfAnAnswerCountsAndElseItsLength() {
        let start =
            #"{"type":"message_start","message":{"id":"a","model":"claude-sonnet-4-6","usage":{"input_tokens":5,"output_tokens":1}}}"#
        let told = Self.spending([
            Self.event(start), Self.assistant("a", input: 5, output: 1),
            Self.event(#"{"type":"message_delta","usage":{"output_tokens":70}}"#),
        ])
        #expect(told.usage.inputTokens == 5 && told.usage.outputTokens == 70)
        let cut = Self.spending([Self.event(start), Self.assistant("a", input: 5, output: 1, text: String(repeating: "x", count: 400))])
        #expect(cut.usage.outputTokens == 100)
    }

    @Test func whatTheCLIItselfSaysIsFree() {
        let synthetic = #"{"type":"assistant","message":{"id":"a","model":"<synthetic>","content":[],"usage":{"input_tokens":9}}}"#
        #expect(Self.spending([synthetic]).cost == nil)
        #expect(Self.spending([]).cost == nil)
    }

    @Test func whatWasChargedWhenTheProcessWentIsNotChargedAgain() {
        let bodies = [Self.assistant("a", input: 1000, output: 0), Self.assistant("b", input: 500, output: 0)]
        #expect(Self.spending(bodies, parkedAfter: 1).usage.inputTokens == 500)
    }

    @Test func aResultThatCameTellsTheTotal() {
        let spending = Self.spending([Self.assistant("a", input: 1, output: 1), #"{"type":"result","total_cost_usd":0.5}"#])
        #expect(spending.sessionCost == USD(microdollars: 500_000))
    }

    @Test func aSessionIsChargedForATurnThatAKilledServerRan() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                let live = try await program.server.begin("[[fake:tool]][[fake:wait 600000]]", in: "a")
                let isStored = try await eventually {
                    let events = try await Sessions.ask(bench, .events(try .of("a"), after: 0))["events"]?.array ?? []
                    return events.contains { $0["body"]?["type"] == "user" }
                }
                #expect(isStored)
                try await program.kill()
                live.leave()
            }
            try await TestServer.run(in: bench) { _ in
                let shown = try await Sessions.ask(bench, .show(try .of("a")))
                // Five tokens read and one written, at three and fifteen dollars for a million.
                #expect(shown["cost_usd"]?.string == "0.00003", "\(shown)")
                #expect(shown["turn_list"]?[0]?["state"] == "failed")
            }
        }
    }
}
