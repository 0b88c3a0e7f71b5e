import JSON

/// An error answer of the Messages API: its status, type and words.
struct APIFailure: Error, Hashable {
    let status: Int
    let type: String
    let message: String
    var retryAfter: Int?

    init(status: Int, type: String? = nil, message: String? = nil, retryAfter: Int? = nil) {
        self.status = status
        self.type = type ?? Self.type(of: status)
        self.message = message ?? Self.message(of: status)
        self.retryAfter = retryAfter
    }

    static func invalid(_ message: String) -> Self { Self(status: 400, message: message) }
    static let notFound = Self(status: 404)
    static let missingKey = Self(status: 401, message: "x-api-key header is required")
    static let badKey = Self(status: 401)
    static let badToken = Self(status: 401, message: "Invalid bearer token")
    static let tooLarge = Self(status: 413)

    /// The failure a stream error of this type would have been, had nothing been sent yet.
    init(streamErrorType type: String) {
        let status = Self.types.first { $0.value == type }?.key ?? 500
        self.init(status: status, type: type)
    }

    /// The API's error envelope.
    func body(requestID: String) -> JSONValue {
        ["type": "error", "error": error, "request_id": .string(requestID)]
    }

    var error: JSONValue { ["type": .string(type), "message": .string(message)] }

    private static let types = [
        400: "invalid_request_error", 401: "authentication_error", 402: "billing_error", 403: "permission_error",
        404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error", 500: "api_error",
        504: "timeout_error", 529: "overloaded_error",
    ]

    private static let messages = [
        400: "The request was refused as scripted", 401: "invalid x-api-key", 402: "Your credit balance is too low",
        403: "Your API key does not have permission to use this resource", 404: "Not found",
        413: "Request exceeds the maximum size", 429: "Number of requests has exceeded your rate limit",
        500: "Internal server error", 504: "Request timed out", 529: "Overloaded",
    ]

    private static func type(of status: Int) -> String {
        types[status] ?? (status < 500 ? "invalid_request_error" : "api_error")
    }

    private static func message(of status: Int) -> String {
        messages[status] ?? "The request failed with status \(status) as scripted"
    }
}
