import ClaudeAgent
import JSON
import Testing

@Suite struct AgentErrorTests {
    @Test func eachCodeHasANameOfItsOwn() {
        let codes: [AgentError.Code] = [
            .cliNotFound, .cliConnection, .processExited, .resultError, .jsonDecode, .messageParse, .lineTooLong, .timeout, .invalidOption,
            .invalidEnvironment, .controlRequestFailed, .unsupportedCapability, .unsafePath, .inputClosed, .tooManyRequests, .cancelled,
            .sessionStore,
        ]
        #expect(Set(codes).count == codes.count && Set(codes.map(\.description)).count == codes.count)
        #expect(codes.allSatisfy { $0.description.allSatisfy { $0.isLowercase || $0 == "_" } })
    }

    @Test func theFactsComeBackByKind() {
        let failure = AgentError.ProcessFailure(exitCode: 1, standardErrorTail: "boom")
        let error = AgentError(.processExited, "claude ended", detail: .process(failure))
        #expect(error.process == failure && error.result == nil && error.option == nil)
        #expect(error.description == "process_exited: claude ended")
    }
}
