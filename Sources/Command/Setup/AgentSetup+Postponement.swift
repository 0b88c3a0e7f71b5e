internal import AgentServer
public import EventLoop

extension AgentSetup {
    /// Whether the CLI can put calls off, by a trial with the offline model.
    ///
    /// - Throws: `CommandError` when a program is missing, what the trial throws.
    public func canPostpone(_ group: EventLoopGroup) async throws -> Bool {
        try await OfflineModel.run(group: group) { url in
            let loop = group.loops[0]
            return try await PostponementTrial(try await runtime(offline: url, on: loop)).run(on: loop)
        }
    }

    /// The same, remembered in the data folder for as long as the program is the same file.
    public func canPostpone(_ group: EventLoopGroup, claude: String, data: String) async throws -> Bool {
        let memo = await BlockingExecutor.shared.perform { PostponementMemo(of: claude, in: data) }
        if let memo, let known = await BlockingExecutor.shared.perform({ memo.answer }) { return known }
        let answer = try await canPostpone(group)
        // A trial may fail for want of time too: what is not remembered is tried at the next start.
        if answer { await BlockingExecutor.shared.perform { memo?.note(answer) } }
        return answer
    }
}
