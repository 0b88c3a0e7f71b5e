import Domain
import TestSupport

/// What one client does, by its own random numbers: asks prompts, cuts, comes back or stays away. Pure but for the numbers.
struct Traffic: Sendable {
    /// One prompt and how it is followed.
    struct Errand: Sendable {
        let session: SessionID
        let prompt: String
        /// What is to be done with a turn that runs already.
        let query: String
        /// Whether the client comes back until it knows the end.
        let isFaithful: Bool
    }

    /// Sessions that the clients share.
    let sessions: [SessionID]
    /// What prompts begin with.
    let orders: [String]
    /// A name that no other traffic has.
    let name: String
    var random: SeededRandom
    private var count = 0

    init(_ name: String, sessions: [SessionID], orders: [String], random: SeededRandom) {
        self.name = name
        self.sessions = sessions
        self.orders = orders
        self.random = random
    }

    /// What it asks next.
    mutating func next() -> Errand {
        count += 1
        let query = random.pick(["", "", "", "", "?busy=enqueue", "?busy=interrupt", "?busy=reject"])
        let prompt = "\(random.pick(orders)) token-\(name)-\(count)"
        return Errand(session: random.pick(sessions), prompt: prompt, query: query, isFaithful: random.chance(80))
    }

    /// After how many bytes it cuts; not at all now and then.
    mutating func cut() -> Int? { random.chance(40) ? nil : Int.random(in: 0...6000, using: &random) }

    /// Orders that FakeClaude knows, the plain ones most often.
    static let fakeOrders = [
        "", "", "", "", "[[fake:wait 30]]", "[[fake:wait 120]]", "[[fake:slow 3]]", "[[fake:chunks 8]]", "[[fake:spin 60 300]]",
        "[[fake:type-last]]",
        "[[fake:slow-idle 40]]", "[[fake:exit 3 gone]]", "[[fake:exit-after 4 gone]]", "[[fake:api-error 529]]", "[[fake:no-result]]",
        "[[fake:background 1]]", "[[fake:kill]]", "[[fake:two-results]]", "[[fake:error-result]]",
    ]

    /// Orders for the real program, which the offline model knows.
    static let realOrders = ["", "", "[[stall:100]]", "[[chunks:5]]"]
}
