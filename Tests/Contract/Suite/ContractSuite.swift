internal import EventLoop
internal import Synchronization

/// The HTTP contract of the agent server, checked from outside.
///
/// It knows the server by its base URL alone, so it holds for a bare server, a container and a gateway. The agent behind it
/// must answer as the offline model does.
public enum ContractSuite {
    /// The ids of all requirements, the restart's included.
    public static var identifiers: [String] { Requirement.all.map(\.id) + [Restart.id] }

    /// Checks the server and reports on every selected requirement, in the order of `identifiers`.
    ///
    /// - Parameter token: what the server was started with as AGENT_AUTH_TOKEN.
    /// - Parameter whenChecked: called with each report as soon as it is known, in no order.
    public static func run(
        baseURL: BaseURL,
        token: String? = nil,
        options: ContractOptions = ContractOptions(),
        whenChecked: @escaping @Sendable (Report) -> Void = { _ in }
    ) async -> [Report] {
        await EventLoopGroup.run(count: 1) { group in
            let client = ContractClient(base: baseURL, token: token, loop: group.loops[0], options: options)
            return await ContractRun(client: client, whenChecked: whenChecked).reports(
                on: Requirement.all.filter { options.selects($0.id) }
            )
        }
    }

    /// Connects to the server and leaves.
    ///
    /// - Throws: `ContractError` with code `unreachable` when nobody listens there.
    public static func reach(_ baseURL: BaseURL) async throws {
        try await EventLoopGroup.run(count: 1) { group in
            do {
                try await ByteStream.connect(to: baseURL.address, on: group.loops[0], deadline: .seconds(10)).close()
            } catch {
                throw ContractError(.unreachable, "no server answers at \(baseURL): \(error). Start it, or correct the URL")
            }
        }
    }

    /// The first half of the restart check (F019): starts a conversation and gives what to remember, nil when that failed.
    public static func beforeRestart(
        baseURL: BaseURL,
        token: String? = nil,
        options: ContractOptions = ContractOptions()
    ) async -> (report: Report, state: RestartState?) {
        let state = Mutex<RestartState?>(nil)
        let report = await restart(baseURL, token, options) { client in
            let made = try await Restart.before(client)
            state.withLock { $0 = made }
        }
        return (report, state.withLock { $0 })
    }

    /// The second half (F019): goes on with the conversation, which the restarted server must know.
    public static func afterRestart(
        baseURL: BaseURL,
        token: String? = nil,
        options: ContractOptions = ContractOptions(),
        state: RestartState
    ) async -> Report {
        await restart(baseURL, token, options) { try await Restart.after($0, state) }
    }

    private static func restart(
        _ baseURL: BaseURL,
        _ token: String?,
        _ options: ContractOptions,
        _ check: @Sendable (ContractClient) async throws -> Void
    ) async -> Report {
        await EventLoopGroup.run(count: 1) { group in
            let client = ContractClient(base: baseURL, token: token, loop: group.loops[0], options: options)
            return await ContractRun(client: client) { _ in }.report(id: Restart.id, title: Restart.title) { try await check(client) }
        }
    }
}
