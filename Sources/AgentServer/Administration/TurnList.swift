internal import Domain
internal import JSON
internal import Journal

/// The latest turns of a session: a fold over its journal that says how long prompts are and never what they say. Pure.
struct TurnList: Sendable {
    private struct Turn: Sendable {
        var accepted: Int64?
        var started: Int64?
        var ended: Int64?
        var promptBytes: Int?
        var state = SessionSummary.Activity.waiting.rawValue
        var failure: String?
    }

    /// Turns that are told of.
    static let limit = 1000

    private let isServed: Bool
    private var order: [TurnID] = []
    private var turns: [TurnID: Turn] = [:]

    /// - Parameter isServed: Whether a server runs; without one nothing does.
    init(isServed: Bool) { self.isServed = isServed }

    /// Takes in the next event.
    mutating func apply(_ event: JournalEvent) {
        guard let id = event.turn, event.kind != .frame else { return }
        if turns[id] == nil { add(id) }
        switch event.kind {
        case .promptAccepted:
            turns[id]?.accepted = event.time
            turns[id]?.promptBytes = AcceptedPrompt(event)?.text.utf8.count
        case .turnStarted:
            turns[id]?.started = event.time
            if isServed { turns[id]?.state = SessionSummary.Activity.running.rawValue }
        case .turnEnded:
            let ending = TurnEnding(event)
            turns[id]?.ended = event.time
            turns[id]?.state = ending?.outcome.rawValue ?? "unknown"
            turns[id]?.failure = ending?.failure?.kind
        default: break
        }
    }

    private mutating func add(_ id: TurnID) {
        turns[id] = Turn()
        order.append(id)
        if order.count > Self.limit { turns[order.removeFirst()] = nil }
    }

    /// The turns as programs read them, in order of acceptance.
    var json: JSONValue {
        .array(order.compactMap { id in turns[id].map { .object(Self.json(id, $0)) } })
    }

    private static func json(_ id: TurnID, _ turn: Turn) -> JSONObject {
        [
            "id": .string(id.text), "state": .string(turn.state), "error": turn.failure.map { .string($0) } ?? .null,
            "accepted": .time(turn.accepted), "started": .time(turn.started), "ended": .time(turn.ended),
            "prompt_bytes": turn.promptBytes.map { .number(JSONNumber($0)) } ?? .null,
        ]
    }
}
