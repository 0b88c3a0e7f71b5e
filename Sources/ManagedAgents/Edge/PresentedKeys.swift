internal import Domain
internal import HTTP

/// The keys that a request shows: as a bearer token, as `x-api-key`, or both. Pure.
struct PresentedKeys {
    private let keys: [String]

    init(_ fields: HTTPFields) {
        keys = fields.values(of: "authorization").compactMap(Self.bearerToken) + fields.values(of: "x-api-key")
    }

    private static func bearerToken(_ value: String) -> String? {
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1].drop { $0 == " " })
    }

    /// Whether one of them is the key: a client that sets a field by hand sends another one in the other field.
    func include(_ key: AccessKey) -> Bool { keys.reduce(false) { key.accepts($1) || $0 } }
}
