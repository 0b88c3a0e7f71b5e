import AgentServer
import ClaudeAgent
import Command
import EventLoop

extension VerbCall {
    /// `roost run [PROMPT]`: one process, one conversation, nothing kept.
    func run() async throws {
        try ProcessShield.raise()
        DescriptorLimit.raise()
        let prompts = try PromptSource(invocation)
        try await prompts.open()
        let printer = RunPrinter(printsFrames: try invocation.values.isOn(.json))
        try await StopSignals.cancelling(on: loop) {
            try await OfflineModel.runIfAsked(invocation.values, group: group) { offline in
                try await converse(offline, prompts, printer)
            }
        }
    }

    private func converse(_ offline: String?, _ prompts: PromptSource, _ printer: RunPrinter) async throws {
        let setup = AgentSetup(invocation)
        let agent = try await BlockingExecutor.shared.run { try setup.agent(standard: ResearchAgent.oneShot) }
        let limits = try setup.limits()
        let run = try EphemeralRun(agent: agent, runtime: try await setup.runtime(offline: offline, on: loop), limits: limits)
        let folder = try WorkingDirectory.path()
        do {
            _ = try await run.run(on: loop, group: group, workspace: folder) {
                try await printer.finishTurn()
                return try await prompts.next()
            } onMessage: { message in
                try await printer.show(message)
            }
        } catch {
            throw Self.failure(error)
        }
    }

    /// A failed turn is told as the image's contract has it.
    private static func failure(_ error: any Error) -> any Error {
        guard error is AgentError || error is ServerError else { return error }
        let reason = CommandError(error)
        return CommandError(reason.code, Activity.failure(reason.message), isWholeLine: true)
    }
}
