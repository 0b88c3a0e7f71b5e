import ClaudeAgent
import Domain
import JSON
import Journal
import Telemetry
import TestSupport

@testable import AgentServer

/// Sessions whose agent asks before it uses Bash, and has tools that the client runs; and those who answer.
final class WaitingSessions: AgentDirectory {
    private let plan: AgentPlan
    private let hosts = Shared<SessionHosts?>(nil)

    struct NotReady: Error {}
    /// What was waited for never came; this did.
    struct NeverCame: Error {
        let events: [String]
    }

    /// - Parameter free: Tools that need nobody's word.
    init(_ configuration: ServerConfiguration, free: [BuiltInTool] = [.read]) throws {
        var tools: [BuiltInTool: PermissionPolicy] = [.bash: .alwaysAsk]
        for tool in free { tools[tool] = .alwaysAllow }
        let schema: JSONValue = ["type": "object"]
        let custom = ["weather", "traffic"].map { AgentTool.custom(name: $0, description: "Asks the client.", inputSchema: schema) }
        let definition = AgentDefinition(name: "asking", tools: [.toolset(tools)] + custom)
        let supply = AgentSupply(answersCalls: true, tellsPieces: true)
        plan = try AgentPlan(definition, supply, runtime: configuration.runtime, limits: configuration.limits)
    }

    func terms(of session: SessionID) async throws -> SessionTerms { SessionTerms(plan: plan) }

    /// Makes a server use them.
    func attend(_ configuration: inout ServerConfiguration) {
        configuration.hooks.directory = { _ in self }
        configuration.hooks.whenReady = { hosts in self.hosts.change { $0 = hosts } }
    }

    /// Calls `body` with a session.
    func with<T>(_ session: String, _ body: (SessionHost) async throws -> T) async throws -> T {
        guard let hosts = hosts.value else { throw NotReady() }
        return try await hosts.with(try SessionID.of(session), body)
    }

    /// Asks a prompt.
    @discardableResult
    func ask(_ session: String, _ prompt: String) async throws -> TurnID {
        try await with(session) { try await $0.accept(.blocks([.text(prompt)]), .enqueue, log: $0.logger).turn }
    }

    /// What has happened in a session, the frames as what they hold.
    func events(_ session: String) async throws -> [JournalEvent] {
        try await with(session) { host in
            let log = try await host.log()
            var events: [JournalEvent] = []
            while case let page = try await log.events(after: events.count, count: 10_000), !page.isEmpty { events += page }
            return events
        }
    }

    /// Waits until a session does what is asked.
    func wait(_ session: String, within limit: Duration = .seconds(40), until isSo: (StoredState.Activity) -> Bool) async throws {
        let came = try await eventually(within: limit) { isSo(try await self.state(session).activity) }
        guard came else { throw NeverCame(events: try await words(session)) }
    }

    /// The calls that a session waits for, as soon as it waits for so many.
    func calls(_ session: String, _ count: Int = 1) async throws -> [WaitingCall] {
        var calls: [WaitingCall] = []
        try await wait(session) { activity in
            if case .waiting(let open) = activity { calls = open }
            return calls.count == count
        }
        return calls
    }

    /// Waits until a session's turn has no process any more.
    func parked(_ session: String) async throws {
        let came = try await eventually(within: .seconds(40)) { try await self.state(session).openTurns.first?.isParked == true }
        guard came else { throw NeverCame(events: try await words(session)) }
    }

    /// What has happened in a session, for a person who asks why a test failed.
    func words(_ session: String) async throws -> [String] {
        try await events(session).map { "\($0.kind.rawValue) \(String(decoding: $0.body.prefix(300), as: UTF8.self))" }
    }

    func state(_ session: String) async throws -> StoredState { try await with(session) { try await $0.log().sessionState } }

    /// Waits until nothing is open in a session; gives the results of its tools, in order.
    func results(_ session: String) async throws -> [ToolResult] {
        try await wait(session) { $0 == .idle }
        return try await events(session).filter { $0.kind == .frame }.flatMap { event -> [ToolResult] in
            guard let message = try? AgentMessage(parsing: event.body), case .user(let user) = message.kind else { return [] }
            return user.toolResults
        }
    }

    /// How the last turn is over.
    func ending(_ session: String) async throws -> TurnEnding? { try await events(session).last.flatMap(TurnEnding.init) }

    /// The kinds of events that are no frames.
    func kinds(_ session: String) async throws -> [String] {
        try await events(session).filter { $0.kind != .frame }.map(\.kind.rawValue)
    }

    func allow(_ session: String, _ call: String) async throws {
        try await answer(session, call, .confirmation(allows: true, message: nil))
    }

    func deny(_ session: String, _ call: String, _ message: String? = "A person said no.") async throws {
        try await answer(session, call, .confirmation(allows: false, message: message))
    }

    func give(_ session: String, _ call: String, _ text: String, isError: Bool? = nil) async throws {
        try await answer(session, call, .result(content: [["type": "text", "text": .string(text)]], isError: isError))
    }

    func answer(_ session: String, _ call: String, _ reply: CallAnswer.Reply) async throws {
        try await with(session) { try await $0.answer(CallAnswer(toolUseID: call, reply: reply), uuid: SessionIdentifier.random()) }
    }
}

extension SessionHost {
    /// Takes in somebody's answer to a call.
    func answer(_ answer: CallAnswer, uuid: String) async throws {
        _ = try await take([SessionInput(uuid: uuid, kind: .answer(answer))])
    }

    /// Cuts off the running turn, if there is one, and says in the journal that somebody wanted that.
    func interrupt(uuid: String) async throws { _ = try await take([SessionInput(uuid: uuid, kind: .interrupt)]) }
}
