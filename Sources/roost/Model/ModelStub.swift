import Command
import EventLoop
import ModelStub

extension VerbCall {
    /// `roost model-stub [--listen ADDRESS] [--script FILE]`.
    func modelStub() async throws {
        let address = try LoopbackAddress(invocation.values.text(.stubListen) ?? "127.0.0.1:8787")
        let server = ModelStubServer(
            script: try await script(),
            log: { StandardStream.error.say("\($0.method) \($0.path) \($0.status)") }
        )
        let group = group
        try await StopSignals.serve(on: loop) { untilStopped in
            try await withThrowingTaskGroup { tasks in
                tasks.addTask(executorPreference: group.loops[0]) {
                    try await server.run(on: address, group: group) { try Self.tell($0) }
                }
                tasks.addTask { try await untilStopped() }
                defer { tasks.cancelAll() }
                try await tasks.next()
            }
        }
    }

    private func script() async throws -> StubScript {
        guard let path = invocation.values.text(.stubScript) else { return StubScript() }
        return try await BlockingExecutor.shared.run { try StubScript(parsing: try Files.read(path, upTo: 16 * 1_048_576)) }
    }

    /// The address to a person; to a program the line that it can use.
    private static func tell(_ address: SocketAddress) throws {
        StandardStream.error.say("roost: the offline model listens on \(address); it takes any key and answers this machine only")
        guard let url = OfflineModel.baseURL(address) else { return try StandardStream.output.line("\(address)") }
        try StandardStream.output.line("ANTHROPIC_BASE_URL=\(url) ANTHROPIC_API_KEY=\(ModelAccess.offlineKey)")
    }
}
