internal import Domain
internal import HTTP
internal import ManagedAgents

extension ManagedError {
    /// What happens in sessions, as the public API says it; any other error as it is.
    static func translated(_ error: any Error) -> any Error {
        if let error = error as? SessionRefusal { return refusal(error) }
        if let error = error as? OpenCalls.Refusal { return ManagedError.invalid(words(error)) }
        guard let refusal = try? TurnRefusal(error) else { return error }
        if let error = error as? ServerError, error.code == .sessionBudget { return ManagedError.invalid(error.message) }
        var answer = ManagedError(refusal.status, type(refusal.status), refusal.detail)
        if refusal.fields.isEmpty { answer.shouldRetry = false } else { answer.retryAfter = 5 }
        return answer
    }

    private static func words(_ refusal: OpenCalls.Refusal) -> String {
        switch refusal {
        case .unknown: "no such call waits for that; answer what the last session.status_idle event names"
        case .answered: "the call has been answered already"
        }
    }

    private static func refusal(_ refusal: SessionRefusal) -> ManagedError {
        switch refusal.code {
        case .unknown: ManagedError(.notFound, "not_found_error", refusal.message)
        case .busy: .conflict(refusal.message)
        case .invalid: .invalid(refusal.message)
        case .failed: ManagedError(.serviceUnavailable, "api_error", refusal.message, shouldRetry: true)
        }
    }

    private static func type(_ status: HTTPStatus) -> String {
        switch status {
        case .tooManyRequests: "rate_limit_error"
        case .conflict: "conflict_error"
        case .forbidden: "permission_error"
        default: "api_error"
        }
    }
}
