import Command

extension VerbCall {
    /// `roost health`: quiet when the server is well.
    func health() async throws {
        try await HealthCheck(invocation).run(on: loop)
    }
}
