internal import HTTP
internal import JSON

/// An answer other than a stream.
enum Refusal: Error {
    case detail(HTTPStatus, String)
    case methodNotAllowed([HTTPMethod])
    case tooMany(retryAfter: Int?)
    case validation(vague: Bool)

    static let jsonType = [("Content-Type", "application/json")]

    var status: HTTPStatus {
        switch self {
        case .detail(let status, _): status
        case .methodNotAllowed: .methodNotAllowed
        case .tooMany: .tooManyRequests
        case .validation: .unprocessableContent
        }
    }

    var fields: [(String, String)] {
        switch self {
        case .methodNotAllowed(let allowed) where !allowed.isEmpty:
            Self.jsonType + [("Allow", allowed.map(\.description).joined(separator: ", "))]
        case .tooMany(let seconds?): Self.jsonType + [("Retry-After", "\(seconds)")]
        default: Self.jsonType
        }
    }

    var body: JSONValue {
        switch self {
        case .detail(_, let text): ["detail": .string(text)]
        case .methodNotAllowed: ["detail": "Method Not Allowed"]
        case .tooMany: ["detail": "too many prompts wait for this session"]
        case .validation(vague: true): ["detail": "bad body"]
        case .validation(vague: false): ["detail": [["type": "missing", "loc": ["body", "prompt"], "msg": "Field required"]]]
        }
    }
}
