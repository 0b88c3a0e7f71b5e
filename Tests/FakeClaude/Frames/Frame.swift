import JSON

/// The frames that the program sends, as the real one words them.
enum Frame {
    /// A frame with the two ids that nearly all of them end with.
    static func tagged(_ members: JSONObject, _ sessionID: String, uuid: String = UUID.random()) -> JSONObject {
        members.merging(["uuid": .string(uuid), "session_id": .string(sessionID)])
    }

    static func sessionState(_ state: String, _ sessionID: String) -> JSONObject {
        tagged(["type": "system", "subtype": "session_state_changed", "state": .string(state), "sdk_host_only": true], sessionID)
    }

    static func lifecycle(_ state: String, of uuid: String, _ sessionID: String) -> JSONObject {
        tagged(["type": "command_lifecycle", "command_uuid": .string(uuid), "state": .string(state)], sessionID)
    }

    static func controlSuccess(_ requestID: JSONValue, _ response: JSONValue?, besides: JSONObject = [:]) -> JSONObject {
        var body: JSONObject = ["subtype": "success", "request_id": requestID]
        body["response"] = response
        return ["type": "control_response", "response": .object(body.merging(besides))]
    }

    static func controlError(_ requestID: JSONValue, _ message: String, code: String? = nil) -> JSONObject {
        var body: JSONObject = ["subtype": "error", "request_id": requestID, "error": .string(message)]
        body["error_code"] = code.map { .string($0) }
        return ["type": "control_response", "response": .object(body)]
    }

    static func controlRequest(_ id: String, _ request: JSONObject) -> JSONObject {
        ["type": "control_request", "request_id": .string(id), "request": .object(request)]
    }
}
