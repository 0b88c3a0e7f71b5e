internal import Domain
internal import Synchronization

/// The sessions in which something happens, or that somebody looks at.
final class SessionHosts: Sendable {
    private struct Entry {
        let host: SessionHost
        var users = 0
    }

    private struct State {
        var entries: [SessionID: Entry] = [:]
        var isClosed = false
        var endsFollowing = false
    }

    private let state = Mutex(State())
    let services: SessionServices

    init(_ services: SessionServices) { self.services = services }

    /// Sessions that are held now.
    var count: Int { state.withLock { $0.entries.count } }

    /// Calls `body` with the session, which is held until that returns, and for as long as something happens in it.
    func with<Value>(_ id: SessionID, _ body: (SessionHost) async throws -> Value) async rethrows -> Value {
        let host = take(id)
        defer { giveBack(host) }
        return try await body(host)
    }

    /// A session is about to begin: a process may wait for it.
    func expect(_ id: SessionID) async {
        guard let terms = try? await services.directory.terms(of: id) else { return }
        services.processes.expect(terms.plan)
    }

    /// Lets go of sessions in which nothing happens any more.
    func sweep() {
        state.withLock { state in state.entries = state.entries.filter { $0.value.users > 0 || !$0.value.host.isIdle } }
    }

    /// Does what has become due everywhere, and says when there will be more.
    func due(_ now: Duration) -> Duration? {
        let hosts = all
        for host in hosts where host.deadline ?? .seconds(Int.max) <= now { host.due(now) }
        sweep()
        return hosts.compactMap(\.deadline).min()
    }

    /// No session accepts a prompt any more.
    func close() {
        state.withLock { $0.isClosed = true }
        for host in all { host.close() }
    }

    /// Whoever follows a session is shown what is there, and no more.
    func endFollowing() {
        let hosts = state.withLock { state in
            state.endsFollowing = true
            return state.entries.values.map(\.host)
        }
        for host in hosts { host.endFollowing() }
    }

    /// Lets go of the processes of turns that wait for somebody and can do without.
    func letGo() async {
        for host in all { await host.letGo() }
    }

    /// Calls can be put off from now on.
    func learnToPostpone() async {
        services.canPostpone.set(true)
        for host in all { await host.learnToPostpone() }
    }

    /// Turns that come after one that has no process because it waits.
    var behindParked: Int { all.reduce(0) { $0 + $1.behindParked } }

    /// Cuts off every turn.
    func interruptAll(_ why: Interruption) {
        for host in all { host.interruptAll(why) }
    }

    private var all: [SessionHost] { state.withLock { $0.entries.values.map(\.host) } }

    private func take(_ id: SessionID) -> SessionHost {
        state.withLock { state in
            var entry = state.entries[id] ?? Entry(host: SessionHost(id, services) { [weak self] in self?.letGo($0) })
            if state.isClosed { entry.host.close() }
            if state.endsFollowing { entry.host.endFollowing() }
            entry.users += 1
            state.entries[id] = entry
            return entry.host
        }
    }

    /// Whoever asks for the session next gets another object; those who hold this one keep it.
    func forget(_ host: SessionHost) {
        state.withLock { state in
            if state.entries[host.id]?.host === host { state.entries[host.id] = nil }
        }
    }

    /// Nothing goes on in the session; whoever looks at it still lets go of it later.
    private func letGo(_ host: SessionHost) {
        state.withLock { state in
            guard let entry = state.entries[host.id], entry.host === host, entry.users == 0, host.isIdle else { return }
            state.entries[host.id] = nil
        }
    }

    private func giveBack(_ host: SessionHost) {
        state.withLock { state in
            guard var entry = state.entries[host.id], entry.host === host else { return }
            entry.users -= 1
            state.entries[host.id] = entry.users == 0 && host.isIdle ? nil : entry
        }
    }
}
