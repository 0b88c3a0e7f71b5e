internal import HTTP
internal import JSON

extension ManagedError {
    /// Whether asking the same again cannot give anything else.
    var isFinal: Bool {
        switch status.code {
        case 401, 408, 429: false
        case 409: shouldRetry == false
        case 400..<500: !isQuota
        default: false
        }
    }

    /// Somebody may make room.
    private var isQuota: Bool { details?["error_code"]?.string == Self.quotaCode }

    /// As it is kept for a repeated request.
    var stored: JSONValue {
        var stored: JSONObject = ["type": .string(type), "message": .string(String(message.prefix(Self.storedLength)))]
        if let details { stored["details"] = .object(details) }
        if let shouldRetry { stored["retry"] = .bool(shouldRetry) }
        return .object(stored)
    }

    private static let storedLength = 2000

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
