import Domain
import Journal
import Telemetry

@testable import AgentServer

/// A directory whose answers a test decides, and the sessions of the server that has it.
final class ManagedSessions: AgentDirectory {
    /// How sessions are served; those that are not here have the server's own agent.
    let terms = Shared<[String: SessionTerms]>([:])
    /// What turns have left.
    let taken = Shared<[WorkspaceChanges]>([])
    private let fallback = Shared<AgentPlan?>(nil)
    private let hosts = Shared<SessionHosts?>(nil)

    struct NotReady: Error {}

    /// Makes a server ask here.
    func attend(_ configuration: inout ServerConfiguration) {
        configuration.hooks.directory = { plan in
            self.fallback.change { $0 = plan }
            return self
        }
        configuration.hooks.whenReady = { hosts in self.hosts.change { $0 = hosts } }
    }

    func terms(of session: SessionID) async throws -> SessionTerms {
        if let terms = terms.value[session.text] { return terms }
        guard let plan = fallback.value else { throw NotReady() }
        return SessionTerms(plan: plan)
    }

    func take(_ changes: WorkspaceChanges, of session: SessionID) async throws -> [WorkspaceChanges.Memory] {
        taken.change { $0.append(changes) }
        return []
    }

    /// Asks a prompt and gives all that a follower sees until its turn is over.
    func ask(_ session: String, _ content: PromptContent) async throws -> [LogItem] {
        guard let hosts = hosts.value else { throw NotReady() }
        return try await hosts.with(try SessionID.of(session)) { host in
            let log = try await host.log()
            let follower = log.follow(after: log.lastNumber, includesTransients: true)
            let accepted = try await host.accept(content, .enqueue, log: Logger.none)
            defer { host.leave(accepted.turn) }
            var items: [LogItem] = []
            while let item = try await follower.nextItem() {
                items.append(item)
                if case .events(let events) = item, events.contains(where: { $0.kind == .turnEnded && $0.turn == accepted.turn }) { break }
            }
            return items
        }
    }

    /// Says that the session is about to begin.
    func expect(_ session: String) async throws {
        guard let hosts = hosts.value else { throw NotReady() }
        await hosts.expect(try SessionID.of(session))
    }

    /// What the session has come to.
    func state(_ session: String) async throws -> SessionState {
        guard let hosts = hosts.value else { throw NotReady() }
        return try await hosts.with(try SessionID.of(session)) { try await $0.log().sessionState }
    }
}

extension [LogItem] {
    var events: [JournalEvent] {
        flatMap { item -> [JournalEvent] in
            if case .events(let events) = item { events } else { [] }
        }
    }
}
