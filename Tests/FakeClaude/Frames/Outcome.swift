import JSON

/// How a turn ends.
struct Outcome {
    var subtype = "success"
    var isError = false
    var terminalReason = "completed"
    var stopReason: JSONValue = "end_turn"
    /// The `result` text of a success.
    var text = ""
    /// The `errors` of an error.
    var errors: [String] = []
    var apiStatus: Int?
    var denials: [JSONValue] = []
    var turnCount = 1
    /// Members that other results do not have.
    var extra: JSONObject = [:]

    static func failure(_ subtype: String, _ reason: String, _ errors: [String], stopReason: JSONValue = nil) -> Outcome {
        Outcome(subtype: subtype, isError: true, terminalReason: reason, stopReason: stopReason, errors: errors)
    }

    /// An exhausted API failure: a success by name that is an error.
    static func apiFailure(_ status: Int, _ text: String) -> Outcome {
        Outcome(isError: true, terminalReason: "api_error", stopReason: "stop_sequence", text: text, apiStatus: status)
    }

    /// What `/clear` ends with.
    static var cleared: Outcome {
        Outcome(stopReason: nil, turnCount: 0, extra: ["local_command": "clear"])
    }

    /// The model was never asked.
    var isWithoutModel: Bool { turnCount == 0 || apiStatus != nil }
}
