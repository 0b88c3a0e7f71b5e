public import Domain

extension ModelProxy {
    /// Makes a key for a session, or for one that is not known yet and is named later by `bind`.
    ///
    /// - Parameter budget: What may be spent under the key; nil for no limit.
    public func register(session: SessionID?, budget: USD? = nil) -> Placeholder {
        var randomness = SystemRandomNumberGenerator()
        let placeholder = Placeholder(using: &randomness)
        let hash = KeyHash(of: placeholder.text)
        registry.with { $0.register(hash, session: session, budget: budget) }
        return placeholder
    }

    /// Gives a key to a session. False when the key is not live, or is another session's: nothing has changed then.
    @discardableResult
    public func bind(_ placeholder: Placeholder, to session: SessionID) -> Bool {
        let hash = KeyHash(of: placeholder.text)
        return registry.with { $0.bind(hash, to: session) }
    }

    /// Sets what may be spent under a key in all, nil for no limit. False when the key is not live.
    @discardableResult
    public func setBudget(_ placeholder: Placeholder, _ budget: USD?) -> Bool {
        let hash = KeyHash(of: placeholder.text)
        return registry.with { $0.setBudget(hash, budget) }
    }

    /// What was spent under a key, calls under way included as far as they have told; nil when the key is not live.
    public func spent(_ placeholder: Placeholder) -> Spending? {
        let hash = KeyHash(of: placeholder.text)
        return registry.with { $0.spending(hash) }
    }

    /// Ends a key: no call begins under it any more, and those under way are cut at the next piece of their answers.
    ///
    /// - Returns: What was spent under it; nil when it was not live.
    @discardableResult
    public func revoke(_ placeholder: Placeholder) -> Spending? {
        let hash = KeyHash(of: placeholder.text)
        return registry.with { $0.revoke(hash) }
    }
}
