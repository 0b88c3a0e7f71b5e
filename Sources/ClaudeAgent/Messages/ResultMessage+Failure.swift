import JSON

extension ResultMessage {
    /// The failure this result stands for, or `nil` when the run went well.
    ///
    /// An API failure comes as `success` with `is_error` and counts as what it is; an error subtype counts whatever `is_error` says.
    public var failure: AgentError? {
        guard isError || subtype.rawValue.hasPrefix("error") else { return nil }
        let details = AgentError.ResultFailure(
            subtype: subtype,
            errors: errors,
            text: text,
            apiErrorStatus: apiErrorStatus,
            terminalReason: terminalReason,
            sessionID: sessionID,
            json: json
        )
        return AgentError(.resultError, details.reason, detail: .result(details))
    }
}

extension AgentError.ResultFailure {
    /// Why the run failed, in the words of the API or of the CLI: the first of the errors, the result text, the subtype, the HTTP
    /// status (protocol notes 10.3).
    public var reason: String {
        let errors = errors.filter { !$0.isEmpty }
        if !errors.isEmpty { return errors.joined(separator: "; ") }
        if let text, !text.isEmpty { return text }
        if !subtype.rawValue.isEmpty, subtype != .success { return subtype.rawValue }
        return apiErrorStatus.map { "API error (HTTP \($0))" } ?? "the run failed and gave no reason"
    }
}
