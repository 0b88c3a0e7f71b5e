/// One thing that the contract demands.
struct Requirement: Sendable {
    /// When it is checked.
    enum Lane: Sendable {
        /// Beside others, as many at once as the options say.
        case shared
        /// From the start and beside all others: it costs time and nothing else.
        case waiting
        /// After the shared ones, by itself: it loads the server or needs it quiet.
        case alone
    }

    let id: String
    let title: String
    let lane: Lane
    let check: @Sendable (ContractClient) async throws -> Void

    init(_ id: String, _ title: String, _ lane: Lane = .shared, check: @escaping @Sendable (ContractClient) async throws -> Void) {
        self.id = id
        self.title = title
        self.lane = lane
        self.check = check
    }
}

extension Requirement {
    /// Every requirement, in the order of the reports.
    static let all =
        health + sessionID + bodies + auth + errorTurns + streams + framing + payloads + conversations + disconnects + agent + prompts
        + load
}
