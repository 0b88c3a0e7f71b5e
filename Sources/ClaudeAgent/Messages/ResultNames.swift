/// How a run ended.
public struct ResultSubtype: WireName {
    /// The text on the wire.
    public let rawValue: String

    /// Wraps a text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// It ran to its end, or an API call failed: look at ``ResultMessage/failure``.
    public static let success: ResultSubtype = "success"
    /// Something broke, or it was interrupted.
    public static let errorDuringExecution: ResultSubtype = "error_during_execution"
    /// The turn limit was reached.
    public static let errorMaxTurns: ResultSubtype = "error_max_turns"
    /// The budget is spent.
    public static let errorMaxBudgetUSD: ResultSubtype = "error_max_budget_usd"
    /// The answer never had the form asked for.
    public static let errorMaxStructuredOutputRetries: ResultSubtype = "error_max_structured_output_retries"
}

/// Why the model's loop ended. The names are those of the wire (protocol notes 9).
public struct TerminalReason: WireName {
    /// The text on the wire.
    public let rawValue: String

    /// Wraps a text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The model was done.
    public static let completed: TerminalReason = "completed"
    /// The turn limit was reached.
    public static let maxTurns: TerminalReason = "max_turns"
    /// The budget is spent.
    public static let budgetExhausted: TerminalReason = "budget_exhausted"
    /// An API call failed for good.
    public static let apiError: TerminalReason = "api_error"
    /// Interrupted while the model wrote.
    public static let abortedStreaming: TerminalReason = "aborted_streaming"
    /// Interrupted while tools ran or waited.
    public static let abortedTools: TerminalReason = "aborted_tools"
    /// A hook said stop.
    public static let hookStopped: TerminalReason = "hook_stopped"
    /// A stop hook kept the run from ending.
    public static let stopHookPrevented: TerminalReason = "stop_hook_prevented"
    /// A hook put a tool call off.
    public static let toolDeferred: TerminalReason = "tool_deferred"
    /// The prompt is too long for the model.
    public static let promptTooLong: TerminalReason = "prompt_too_long"
    /// A usage limit holds.
    public static let blockingLimit: TerminalReason = "blocking_limit"
    /// The context kept filling up right after it was emptied.
    public static let rapidRefillBreaker: TerminalReason = "rapid_refill_breaker"
    /// An image could not be used.
    public static let imageError: TerminalReason = "image_error"
    /// The model failed.
    public static let modelError: TerminalReason = "model_error"
    /// The model kept calling tools in a broken form.
    public static let malformedToolUseExhausted: TerminalReason = "malformed_tool_use_exhausted"
    /// The run was sent to the background.
    public static let backgroundRequested: TerminalReason = "background_requested"
    /// The answer never had the form asked for.
    public static let structuredOutputRetryExhausted: TerminalReason = "structured_output_retry_exhausted"
    /// A call put off could not be taken up again.
    public static let toolDeferredUnavailable: TerminalReason = "tool_deferred_unavailable"
    /// The turn could not be set up.
    public static let turnSetupFailed: TerminalReason = "turn_setup_failed"
}

/// What an assistant message reports when it reports an error.
public struct AssistantErrorKind: WireName {
    /// The text on the wire.
    public let rawValue: String

    /// Wraps a text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The key or login was not accepted.
    public static let authenticationFailed: AssistantErrorKind = "authentication_failed"
    /// Payment is due.
    public static let billingError: AssistantErrorKind = "billing_error"
    /// Too many requests.
    public static let rateLimit: AssistantErrorKind = "rate_limit"
    /// The API is overloaded.
    public static let overloaded: AssistantErrorKind = "overloaded"
    /// The request was wrong.
    public static let invalidRequest: AssistantErrorKind = "invalid_request"
    /// There is no such model.
    public static let modelNotFound: AssistantErrorKind = "model_not_found"
    /// The API failed.
    public static let serverError: AssistantErrorKind = "server_error"
    /// The answer was longer than allowed.
    public static let maxOutputTokens: AssistantErrorKind = "max_output_tokens"
    /// Something else.
    public static let unknown: AssistantErrorKind = "unknown"
}
