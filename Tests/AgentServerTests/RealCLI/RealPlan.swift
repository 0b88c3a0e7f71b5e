import ClaudeAgent
import Domain
import EventLoop
import JSON
import ModelStub
import TestSupport

@testable import AgentServer

/// One conversation of a plan with the real `claude` and the offline model, its questions answered by a test.
enum RealPlan {
    /// Whom the questions go to.
    final class Owner: AgentOwner {
        let held = Shared<[HeldCall]>([])
        private let verdict: @Sendable (HeldCall) -> HookOutput
        private let answer: @Sendable (String) -> MCPToolResult

        init(_ verdict: @escaping @Sendable (HeldCall) -> HookOutput, _ answer: @escaping @Sendable (String) -> MCPToolResult) {
            self.verdict = verdict
            self.answer = answer
        }

        func receive(_ event: SessionEvent, from agent: LiveAgent) async {}
        func ended(_ agent: LiveAgent, _ failure: (any Error)?) async {}
        func result(of toolUseID: String) async throws -> MCPToolResult { answer(toolUseID) }
        func blocks(of toolUseID: String) async -> [JSONValue]? { nil }

        func decide(_ call: HeldCall) async throws -> HookOutput {
            guard call.wait != nil else { return .noOpinion }
            held.change { $0.append(call) }
            return verdict(call)
        }

        func hasAllowed(_ toolUseID: String) async -> Bool {
            held.value.contains { $0.toolUseID == toolUseID && verdict($0).specific.map(Self.allows) ?? false }
        }

        private static func allows(_ specific: HookOutput.Specific) -> Bool {
            if case .preToolUse(.allow, _, _, _) = specific { true } else { false }
        }
    }

    /// Asks prompts one after the other; gives the frames of each turn.
    static func turns(
        _ definition: AgentDefinition,
        _ supply: AgentSupply = AgentSupply(answersCalls: true),
        owner: Owner = Owner({ _ in .allow() }, { _ in .text("nothing") }),
        in bench: Workbench,
        _ prompts: [PromptContent]
    ) async throws -> [[AgentMessage]] {
        try await RealAgent.run { real in
            var configuration = TestServer.configuration(bench)
            real(&configuration)
            configuration.runtime.isolation = .none
            let runtime = configuration.runtime
            let plan = try AgentPlan(definition, supply, runtime: runtime, limits: configuration.limits)
            let desk = CallDesk(plan.catalogue)
            desk.belong(to: owner)
            return try await EventLoopGroup.run(count: 1) { group in
                let root = try await DataRoot.open(bench.data)
                let files = SessionFiles(root: root)
                let place = try files.make()
                try files.makeScratch(place.folders)
                try files.lay(plan.supply.skills, in: place)
                let launch = try plan.launch(try files.start(in: place), in: place.folders, runtime: runtime, trace: nil, desk: desk)
                let turns = try await AgentSession.run(launch, on: group.loops[0]) { session in
                    var turns: [[AgentMessage]] = []
                    for prompt in prompts {
                        let frames = Shared<[AgentMessage]>([])
                        var question = UserPrompt(content(prompt))
                        question.isVerbatim = true
                        _ = try await session.turn(question, within: .seconds(60)) { event in frames.change { $0.append(event.message) } }
                        turns.append(frames.value)
                    }
                    return turns
                }
                await root.close()
                return turns
            }
        }
    }

    private static func content(_ prompt: PromptContent) -> UserPrompt.Content {
        switch prompt {
        case .text(let text): .text(text)
        case .blocks(let blocks): .blocks(blocks.map(\.json))
        }
    }
}

extension [AgentMessage] {
    /// The last answer.
    var answer: String? {
        for message in reversed() { if case .result(let result) = message.kind { return result.json["result"]?.string } }
        return nil
    }
}
