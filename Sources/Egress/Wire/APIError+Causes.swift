internal import HTTP
internal import HTTPSClient

extension APIError {
    static let noKey = APIError(401, "authentication_error", "this proxy takes its own keys only: the one sent is unknown or revoked")
    static let wrongHost = APIError(403, "permission_error", "this proxy answers requests to its own address only")
    static let crossOrigin = APIError(403, "permission_error", "this proxy answers no browser")
    static let notServed = APIError(
        403,
        "permission_error",
        "this proxy passes on POST /v1/messages and POST /v1/messages/count_tokens and nothing else"
    )

    static func tooLarge(_ limit: Int) -> APIError {
        APIError(413, "request_too_large", "the request is larger than the \(limit) bytes that this proxy passes on")
    }

    /// A key that may not call now.
    init(_ refusal: PlaceholderRegistry.Refusal) {
        self =
            switch refusal {
            case .unknownKey: .noKey
            case .unbound: APIError(403, "permission_error", "this key belongs to no session yet")
            // The CLI ends its turn at the first 402. A 400 makes it try other forms of the request.
            case .budgetSpent(let limit): APIError(402, "billing_error", "this session has spent its budget of $\(limit)")
            // It will be over with those calls, and be spent then or not.
            case .budgetReserved(let limit):
                APIError(
                    429,
                    "rate_limit_error",
                    "the model calls under way may spend what is left of this session's budget of $\(limit)",
                    shouldRetry: true,
                    retryAfter: 1
                )
            case .sessionBusy(let limit):
                APIError(
                    429,
                    "rate_limit_error",
                    "this session has \(limit) model calls under way, and may have no more",
                    shouldRetry: true,
                    retryAfter: 1
                )
            case .proxyBusy:
                APIError(429, "rate_limit_error", "too many model calls are under way", shouldRetry: true, retryAfter: 1)
            }
    }

    /// A request whose body did not come.
    init(_ error: HTTPError, limit: Int) {
        self =
            switch error.code {
            case .bodyTooLarge: .tooLarge(limit)
            case .timedOut: APIError(408, "timeout_error", "the request's body did not come in time", shouldRetry: true)
            case .malformed, .disconnected: APIError(400, "invalid_request_error", "the request's body is malformed")
            }
    }

    /// A call that the upstream has not answered. The caller learns no more than the kind; the log has the rest.
    init(_ error: HTTPSError) {
        self =
            switch error.code {
            case .timedOut: APIError(504, "timeout_error", "the model API did not answer in time", shouldRetry: true)
            case .unresolved, .unreachable:
                APIError(502, "api_error", "the model API cannot be reached", shouldRetry: true)
            case .disconnected, .malformedAnswer:
                APIError(502, "api_error", "the model API ended the connection without a whole answer", shouldRetry: true)
            case .closed: APIError(503, "overloaded_error", "this proxy is shutting down", shouldRetry: true)
            case .untrusted:
                APIError(502, "api_error", "the certificate of the model API is not accepted; the server's log says why")
            case .unavailable: APIError(500, "api_error", "this proxy cannot call the model API; the server's log says why")
            case .malformedRequest: APIError(400, "invalid_request_error", "the request cannot be passed on")
            }
    }
}
