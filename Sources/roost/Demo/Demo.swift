import Command

extension VerbCall {
    /// `roost demo`.
    func demo() async throws {
        let values = invocation.values
        let isOffline = try values.isOn(.modelStub) || SecretReader.isMissing(.apiKey, values)
        let demo = Demo(program: try ProgramSearch.ownPath(), environment: invocation.environment, loop: loop)
        try await StopSignals.cancelling(on: loop) {
            guard isOffline else { return try await demo.run(offline: nil) }
            try await OfflineModel.run(group: group) { try await demo.run(offline: $0) }
        }
    }
}
