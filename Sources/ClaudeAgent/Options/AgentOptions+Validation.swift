import JSON

extension AgentOptions {
    /// Refuses what contradicts itself or could widen what the agent may do, before anything is spawned.
    ///
    /// - Throws: ``AgentError/Code/invalidOption``, naming the option.
    public func validate() throws(AgentError) {
        try validateStart()
        try validatePermissions()
        try validateLimits()
        try validateModel()
        try validatePersistence()
        try validateNames()
        for name in extraArguments.keys.sorted() { try ExtraArgument.validate(name) }
    }

    private func validateStart() throws(AgentError) {
        switch start {
        case .new(let id): try Self.requireUUID("start.sessionID", id)
        case .resume(let id, let fork, let at, let dropsTurn):
            try Self.requireUUID("start.resume", id)
            try Self.requireUUID("start.fork", fork.sessionID)
            try Self.requireUUID("start.at", at)
            try Self.requireUUID("start.dropsTurn", dropsTurn)
        case .resumeTitled(let title, let fork):
            try Self.requireTitle(title)
            try Self.requireUUID("start.fork", fork.sessionID)
        case .continueLatest(let fork): try Self.requireUUID("start.fork", fork.sessionID)
        }
        guard !awaitsClaim || start.isNew else {
            throw .invalidOption("awaitsClaim", "a spare serves new sessions only; start a resumed session plainly")
        }
    }

    private func validatePermissions() throws(AgentError) {
        if permissionMode == .bypassPermissions { try requireBypassAcknowledgement("permissionMode") }
        for (name, agent) in agents where agent.permissionMode == .bypassPermissions {
            try requireBypassAcknowledgement("agents.\(name).permissionMode")
        }
        if let managedSettings { try refuseBypass(in: managedSettings) }
        guard canUseTool == nil || permissionPromptToolName == nil else {
            throw .invalidOption("permissionPromptToolName", "canUseTool is set too and only one can be asked; leave one out")
        }
        guard !refusesPermissionPrompts || (canUseTool == nil && permissionPromptToolName == nil) else {
            throw .invalidOption("refusesPermissionPrompts", "someone is set to be asked; leave out either the one or the other")
        }
    }

    private func validateLimits() throws(AgentError) {
        for (name, value) in [("maxTurns", maxTurns), ("taskBudget", taskBudget), ("maxThinkingTokens", maxThinkingTokens)] {
            guard let value, value < 1 else { continue }
            throw .invalidOption(name, "\(value) is below 1; leave it nil for no limit")
        }
        if let maxBudgetUSD, !(maxBudgetUSD > 0 && maxBudgetUSD.isFinite) {
            throw .invalidOption("maxBudgetUSD", "\(maxBudgetUSD) is not a positive amount; leave it nil for no limit")
        }
        if case .enabled(let budget, _) = thinking, budget < 1 {
            throw .invalidOption("thinking", "a budget of \(budget) tokens is below 1; use .disabled for none")
        }
        guard thinking == nil || maxThinkingTokens == nil else {
            throw .invalidOption("maxThinkingTokens", "thinking is set too and both decide the same; leave one out")
        }
    }

    private func validateModel() throws(AgentError) {
        guard let model, fallbackModels.contains(model) else { return }
        throw .invalidOption("fallbackModels", "'\(model)' is the main model; name another")
    }

    private func validatePersistence() throws(AgentError) {
        guard persistsSession || !mirrorsTranscript else {
            throw .invalidOption("mirrorsTranscript", "without a transcript there is nothing to mirror; set persistsSession")
        }
        guard !enablesFileCheckpointing || !mirrorsTranscript else {
            throw .invalidOption(
                "enablesFileCheckpointing",
                "file checkpoints are not mirrored, so a resume elsewhere would lack them; choose one"
            )
        }
    }
}
