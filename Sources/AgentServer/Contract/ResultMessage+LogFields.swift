internal import ClaudeAgent
internal import Domain
internal import JSON

extension ResultMessage {
    /// What the log says of a result. No word of the conversation.
    var logFields: [(String, JSONValue)] {
        [
            ("result", .string(subtype.rawValue)), ("failed", .bool(failure != nil)), ("steps", .number(JSONNumber(turnCount ?? 0))),
            ("cost.usd.total", cost),
        ]
    }

    /// The CLI adds up binary fractions; a millionth of a dollar is as much as they mean.
    private var cost: JSONValue {
        guard let amount = USD(dollars: totalCostUSD ?? 0), let number = JSONNumber(text: amount.description) else { return .null }
        return .number(number)
    }
}
