import JSON

/// How the host's control requests are answered: rightly, unless a test ordered otherwise.
struct ResponsePolicy {
    enum Manner: Equatable {
        case right, never, twice, wrongID, withoutID, notAnObject, failed
        case late(Int)
    }

    var manner = Manner.right
    private var held: [(time: Int, frame: JSONObject)] = []

    /// The frames to send now for this answer.
    mutating func frames(for answer: JSONObject) -> [JSONObject] {
        switch manner {
        case .right: return [answer]
        case .never: return []
        case .twice: return [answer, answer]
        case .wrongID: return [changed(answer) { $0["request_id"] = "no-such-request" }]
        case .withoutID: return [changed(answer) { $0["request_id"] = nil }]
        case .notAnObject: return [["type": "control_response", "response": "what?"]]
        case .failed: return [Frame.controlError(answer["response"]?["request_id"] ?? .null, "FakeClaude was told to fail")]
        case .late(let milliseconds):
            held.append((Moment.now + milliseconds, answer))
            return []
        }
    }

    /// The wait until a held answer is due, when that is sooner.
    func shorten(_ milliseconds: Int) -> (wait: Int, isForLate: Bool) {
        guard let soonest = held.map(\.time).min() else { return (milliseconds, false) }
        let wait = max(0, soonest - Moment.now)
        return milliseconds < 0 || wait <= milliseconds ? (wait, true) : (milliseconds, false)
    }

    /// The held answers whose time has come.
    mutating func due() -> [JSONObject] {
        let now = Moment.now
        defer { held.removeAll { $0.time <= now } }
        return held.filter { $0.time <= now }.map(\.frame)
    }

    private func changed(_ answer: JSONObject, _ change: (inout JSONObject) -> Void) -> JSONObject {
        var body = answer["response"]?.object ?? [:]
        change(&body)
        return answer.merging(["response": .object(body)])
    }
}

extension Program {
    /// Answers the host in the manner ordered.
    func respond(_ frame: JSONObject) {
        responses.frames(for: frame).forEach(send)
    }
}
