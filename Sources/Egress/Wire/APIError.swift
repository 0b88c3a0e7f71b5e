internal import HTTP
internal import JSON

/// A refusal or failure in the form of the Messages API, and whether the caller should try again.
struct APIError: Error, Equatable {
    let status: Int
    let type: String
    let message: String
    let shouldRetry: Bool
    var retryAfter: Int?

    init(_ status: Int, _ type: String, _ message: String, shouldRetry: Bool = false, retryAfter: Int? = nil) {
        self.status = status
        self.type = type
        self.message = message
        self.shouldRetry = shouldRetry
        self.retryAfter = retryAfter
    }

    var fields: [(String, String)] {
        var fields = [("content-type", "application/json"), ("x-should-retry", shouldRetry ? "true" : "false")]
        if let retryAfter { fields.append(("retry-after", "\(retryAfter)")) }
        return fields
    }

    var logFields: [(String, JSONValue)] { [("status", JSONValue(status)), ("reason", .string(message))] }

    var body: [UInt8] {
        JSONValue.object(["type": "error", "error": ["type": .string(type), "message": .string(message)]]).serialized()
    }
}
