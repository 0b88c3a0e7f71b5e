internal import Domain
internal import JSON

/// What clients are told of how a turn is over. Pure.
enum TurnConclusion: Sendable, Hashable {
    case endTurn
    /// The model declined to answer; of these kinds, as the API has them.
    case refusal(category: String?, explanation: String?)
    case budgetReached
    case failed(SessionErrorNotice, reason: String)

    /// What of the CLI's result is looked at.
    static let resultKeys: Set<String> = ["stop_reason", "subtype", "terminal_reason", "api_error_status", "api_error_type"]

    /// - Parameters:
    ///   - result: The CLI's last result of the turn, if there was one.
    ///   - refusal: What the CLI has said of a refusal.
    init(_ ending: TurnEnding?, result: JSONObject?, refusal: JSONObject? = nil) {
        switch ending?.outcome {
        case .done where Self.isRefused(result), .failed where Self.isRefused(result):
            self = .refusal(category: refusal?["category"]?.string, explanation: refusal?["explanation"]?.string)
        case .done: self = .endTurn
        case .interrupted where Self.isAskedFor(ending?.failure?.kind): self = .endTurn
        default: self = Self.failure(ending?.failure, result)
        }
    }

    /// The CLI reports it as a failure once it has asked the model to go on and been refused again.
    private static func isRefused(_ result: JSONObject?) -> Bool { result?["stop_reason"]?.string == "refusal" }

    private static func isAskedFor(_ kind: String?) -> Bool {
        [Interruption.requested, .superseded, .abandoned].contains { $0.rawValue == kind }
    }

    private static func failure(_ failure: PublicFailure?, _ result: JSONObject?) -> TurnConclusion {
        let subtype = result?["subtype"]?.string
        if subtype == "error_max_budget_usd" || failure?.kind == ServerError.Code.sessionBudget.rawValue { return .budgetReached }
        let text = failure?.text ?? "the turn failed"
        let type =
            if subtype == "error_max_turns" {
                "tool_use_limit_reached_error"
            } else if result?["terminal_reason"]?.string == "api_error" {
                SessionErrorNotice.type(status: result?["api_error_status"]?.int, kind: result?["api_error_type"]?.string)
            } else {
                "unknown_error"
            }
        return .failed(SessionErrorNotice(type: type, message: text), reason: "retries_exhausted")
    }

    /// `stop_reason` on the wire.
    var stopReason: JSONValue {
        switch self {
        case .endTurn: ["type": "end_turn"]
        case .refusal: ["type": "refusal"]
        case .budgetReached: ["type": "budget_reached"]
        case .failed(_, let reason): ["type": .string(reason)]
        }
    }

    /// `stop_details` on the wire, where the reason has some.
    var stopDetails: JSONValue? {
        guard case .refusal(let category, let explanation) = self else { return nil }
        return [
            "type": "refusal", "category": category.map { .string($0) } ?? .null, "explanation": explanation.map { .string($0) } ?? .null,
        ]
    }
}
