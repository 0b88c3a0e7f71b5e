import Domain
import TestSupport

/// What one client of /v1 does, by its own random numbers. Pure but for the numbers.
struct ManagedTraffic: Sendable {
    enum Step: Sendable, Hashable {
        case create
        /// Sends a message, and answers the call that comes of it if there is patience.
        case talk(SessionID, String, isPatient: Bool)
        /// Answers what waits.
        case answer(SessionID)
        case retitle(SessionID, String)
        case interrupt(SessionID)
        case archive(SessionID)
        case delete(SessionID)
    }

    /// A name that no other traffic has.
    let name: String
    /// What messages begin with.
    let orders: [String]
    var sessions: [SessionID]
    var random: SeededRandom
    private var count = 0

    init(_ name: String, orders: [String], sessions: [SessionID], random: SeededRandom) {
        self.name = name
        self.orders = orders
        self.sessions = sessions
        self.random = random
    }

    /// A word that no other traffic has said.
    mutating func token() -> String {
        count += 1
        return "token-\(name)-\(count)"
    }

    /// A message that no other traffic has sent.
    mutating func text() -> String {
        let word = token()
        return "\(random.pick(orders).replacing(Self.place, with: word)) \(word)"
    }

    /// What it does next.
    mutating func next() -> Step {
        guard !sessions.isEmpty, !random.chance(12) else { return .create }
        let session = random.pick(sessions)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50: return .talk(session, text(), isPatient: random.chance(75))
        case 50..<72: return .answer(session)
        case 72..<82: return .retitle(session, token())
        case 82..<88: return .interrupt(session)
        case 88..<94: return .archive(session)
        default: return .delete(session)
        }
    }

    /// Orders that FakeClaude knows: calls that wait for leave, calls of the client's own tool, and none.
    static let fakeOrders = [
        #"[[fake:call Bash {"command":"x"}]]"#, #"[[fake:call Bash {"command":"x"}]]"#, #"[[fake:call mcp__custom__weather {}]]"#,
        #"[[fake:call Bash {}]][[fake:call mcp__custom__weather {}]]"#, "[[fake:wait 30]]", "",
        #"[[fake:background-call Bash {"command":"x"}]]"#,
    ]

    /// Where an order has the message's own word.
    private static let place = "TOKEN"

    /// The same for the real program, which the offline model knows: Bash writes down that it has run.
    static let realOrders = [
        bash, bash, weather, "\(bash) \(weather)", "\(bash) [[also:mcp__custom__weather {}]]", later, "[[stall:100]]", "",
    ]

    private static let weather = "[[tool:mcp__custom__weather {}]]"
    private static let command = #"{"command":"echo TOKEN >> ran; echo done"}"#
    private static let bash = "[[tool:Bash \(command)]]"
    private static let later = #"[[tool:Bash {"command":"sleep 0.3","run_in_background":true}]] [[later:Bash \#(command)]]"#
}
