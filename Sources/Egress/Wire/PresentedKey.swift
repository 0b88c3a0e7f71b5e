internal import HTTP

/// The key that a caller shows, as `x-api-key` or as a bearer token. Pure.
enum PresentedKey {
    /// Nil without one, and with several that differ: which of them counts would be a guess.
    static func text(in fields: HTTPFields) -> String? {
        let tokens = fields.values(of: "authorization").map(bearerToken)
        let keys = fields.values(of: "x-api-key") + tokens.map { $0 ?? "" }
        guard let first = keys.first, first.hasPrefix(Placeholder.prefix), keys.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    private static func bearerToken(_ value: String) -> String? {
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }
}
