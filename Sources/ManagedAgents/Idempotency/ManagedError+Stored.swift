internal import HTTP
internal import JSON

extension ManagedError {
    /// Whether asking the same again cannot give anything else.
    var isFinal: Bool {
        switch status.code {
        case 401, 408, 429: false
        case 409: shouldRetry == false
        case 400..<500: true
        default: false
        }
    }

    /// As it is kept for a repeated request.
    var stored: JSONValue {
        var stored: JSONObject = ["type": .string(type), "message": .string(message)]
        if let details { stored["details"] = .object(details) }
        if let shouldRetry { stored["retry"] = .bool(shouldRetry) }
        return .object(stored)
    }

    /// What was kept.
    init(stored: JSONValue, status: Int) {
        self.init(
            HTTPStatus(status),
            stored["type"]?.string ?? "api_error",
            stored["message"]?.string ?? "",
            details: stored["details"]?.object,
            shouldRetry: stored["retry"]?.bool
        )
    }
}
