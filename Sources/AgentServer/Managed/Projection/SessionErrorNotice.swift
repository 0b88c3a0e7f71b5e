internal import JSON

/// What `session.error` says. Pure.
struct SessionErrorNotice: Sendable, Hashable {
    let type: String
    let message: String
    var server: String?

    /// The type of a failed model call.
    static func type(status: Int?, kind: String?) -> String {
        switch (status, kind) {
        case (429, _), (_, "rate_limit"?), (_, "rate_limit_error"?): "model_rate_limited_error"
        case (529, _), (_, "overloaded"?), (_, "overloaded_error"?): "model_overloaded_error"
        case (402, _), (_, "billing_error"?): "billing_error"
        default: "model_request_failed_error"
        }
    }

    /// `error` on the wire.
    func json(retry: String) -> JSONValue {
        var json: JSONObject = ["type": .string(type), "message": .string(message), "retry_status": ["type": .string(retry)]]
        if let server { json.append("mcp_server_name", .string(server)) }
        return .object(json)
    }
}
