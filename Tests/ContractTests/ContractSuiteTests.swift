import BrokenServer
import ContractSuite
import Testing

/// The suite can pass, and each of its requirements can fail.
@Suite struct ContractSuiteTests {
    private static let token = "a-token-of-the-test"

    /// Waits cut short, as far as the double's own times allow.
    private static func options(only id: String? = nil) -> ContractOptions {
        var options = ContractOptions()
        options.only = id.map { [$0] } ?? []
        options.heartbeat = .milliseconds(100)
        options.deadline = .seconds(20)
        options.busy = .milliseconds(900)
        options.idle = .milliseconds(300)
        options.burst = 8
        return options
    }

    private static func server(_ fault: Fault? = nil, token: String? = token) -> BrokenServer.Configuration {
        var configuration = BrokenServer.Configuration()
        configuration.fault = fault
        configuration.token = token
        configuration.heartbeat = .milliseconds(100)
        return configuration
    }

    private static func check(_ configuration: BrokenServer.Configuration, _ options: ContractOptions) async throws -> [Report] {
        try await BrokenServer.run(configuration) { url in
            await ContractSuite.run(baseURL: try BaseURL(url), token: configuration.token, options: options)
        }
    }

    @Test func everyRequirementPassesOnAServerThatKeepsTheContract() async throws {
        let reports = try await Self.check(Self.server(), Self.options())
        #expect(reports.filter { $0.verdict != .passed }.map(\.line) == [])
        #expect(reports.map(\.id) == ContractSuite.identifiers.dropLast())
    }

    @Test func withoutATokenOnlyTheTokenItselfIsSkipped() async throws {
        let reports = try await Self.check(Self.server(token: nil), Self.options())
        #expect(reports.filter { $0.verdict != .passed }.map(\.id) == ["F010-token", "F012"])
        #expect(reports.filter(\.isFailure).map(\.line) == [])
    }

    @Test(arguments: Fault.allCases.filter { $0 != .restartForgets })
    func aFaultFailsItsRequirement(fault: Fault) async throws {
        var options = Self.options(only: fault.trips)
        options.deadline = .seconds(4)
        let reports = try await Self.check(Self.server(fault), options)
        #expect(reports.map(\.id) == [fault.trips])
        #expect(reports.count(where: \.isFailure) == 1, "\(reports.map(\.line))")
    }

    @Test func everyRequirementHasAFault() {
        #expect(Set(Fault.allCases.map(\.trips)) == Set(ContractSuite.identifiers))
    }

    @Test(arguments: [false, true]) func aRestartThatForgetsIsNoticed(forgets: Bool) async throws {
        let memory = Memory()
        let (first, state) = try await BrokenServer.run(Self.server(), memory: memory) { url in
            await ContractSuite.beforeRestart(baseURL: try BaseURL(url), token: Self.token)
        }
        #expect(!first.isFailure)
        if forgets { memory.forgetAll() }
        let made = try #require(state)
        let kept = try RestartState(made.json)
        let second = try await BrokenServer.run(Self.server(), memory: memory) { url in
            await ContractSuite.afterRestart(baseURL: try BaseURL(url), token: Self.token, state: kept)
        }
        #expect(second.isFailure == forgets, "\(second.line)")
        #expect(second.id == Fault.restartForgets.trips)
    }

    @Test func aServerThatIsNotThereIsUnreachable() async throws {
        let url = try await BrokenServer.run(Self.server()) { $0 }
        await #expect { try await ContractSuite.reach(try BaseURL(url)) } throws: { ($0 as? ContractError)?.code == .unreachable }
    }
}
