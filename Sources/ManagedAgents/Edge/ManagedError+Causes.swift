internal import Domain
internal import EventLoop
internal import Glibc
internal import HTTP
internal import Records

extension ManagedError {
    /// The form of any error. What is none of the caller's business becomes `internalError`.
    init(any error: any Error) {
        switch error {
        case let error as ManagedError: self = error
        case let error as DefinitionError: self.init(error)
        case let error as RecordError: self.init(error)
        case let error as HTTPError: self.init(error)
        case let error as IOError where [ENOSPC, EDQUOT, EFBIG].contains(error.errno ?? 0): self = .diskFull
        default: self = .internalError
        }
    }

    private init(_ error: RecordError) {
        switch error.code {
        case .full: self = .diskFull
        case .stale:
            self = ManagedError(.conflict, "conflict_error", "the object has been changed meanwhile; read it again", shouldRetry: true)
        case .exists, .keyTaken: self = .conflict(error.message)
        case .tooMany: self = error.kind == IdempotencyClaim.kind ? .tooManyKeys : .invalid(error.message, code: Self.quotaCode)
        case .unknown: self = ManagedError(.notFound, "not_found_error", "the object is not there any more")
        case .closed: self = ManagedError(.serviceUnavailable, "api_error", "the server is shutting down", shouldRetry: true)
        case .io, .newerSchema, .damaged, .inUse: self = .internalError
        }
    }

    /// `error_code` where there are as many objects as there may be.
    static let quotaCode = "storage_quota_exceeded"

    private static let tooManyKeys: ManagedError = {
        var error = ManagedError(
            .tooManyRequests,
            "rate_limit_error",
            "\(IdempotencyClaim.keyLimit) values of Idempotency-Key were used within a day, as many as are kept, and nothing was done; "
                + "ask without one, or when the oldest ones are a day old",
            shouldRetry: false
        )
        error.retryAfter = 3600
        return error
    }()

    private init(_ error: HTTPError) {
        switch error.code {
        case .bodyTooLarge: self = .tooLarge(error.message)
        case .timedOut: self = ManagedError(.requestTimeout, "api_error", error.message)
        case .malformed, .disconnected: self = .invalid(error.message)
        }
    }
}
