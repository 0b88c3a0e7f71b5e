/// What went wrong while preparing, driving or reading an agent.
///
/// Every function of this library that can fail in a known way throws this one type (protocol notes 10.3).
public struct AgentError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is; branch on this.
    public let code: Code
    /// What failed, on what, why, and what to do next. Holds no secret.
    public let message: String
    /// The structured facts behind the message, where there are any.
    public let detail: Detail?
    /// The error that caused this one, where there is one.
    public let underlying: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, detail: Detail? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
        self.underlying = underlying
    }

    /// `code: message`, safe to log.
    public var description: String { "\(code): \(message)" }
}

extension AgentError {
    /// The option named in the message, when ``code`` is ``Code/invalidOption``.
    public var option: String? {
        guard case .option(let name) = detail else { return nil }
        return name
    }

    /// The failed result behind the error, when ``code`` is ``Code/resultError``.
    public var result: ResultFailure? {
        guard case .result(let failure) = detail else { return nil }
        return failure
    }

    /// How the process ended, when the error is about its end.
    public var process: ProcessFailure? {
        guard case .process(let failure) = detail else { return nil }
        return failure
    }

    static func invalidOption(_ name: String, _ message: String) -> AgentError {
        AgentError(.invalidOption, "option \(name): \(message)", detail: .option(name))
    }
}
