/// What the model API is shown. It leaves this process towards the API and no other way: printing it shows a placeholder.
public struct UpstreamCredential: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private enum Kind { case apiKey, bearer }
    private let kind: Kind
    private let value: String

    /// Sent as `x-api-key`.
    public static func apiKey(_ key: String) -> UpstreamCredential { UpstreamCredential(kind: .apiKey, value: key) }

    /// Sent as `Authorization: Bearer`.
    public static func bearer(_ token: String) -> UpstreamCredential { UpstreamCredential(kind: .bearer, value: token) }

    /// The field that carries it.
    var field: (String, String) {
        switch kind {
        case .apiKey: ("x-api-key", value)
        case .bearer: ("authorization", "Bearer \(value)")
        }
    }

    /// Whether it can be sent: not empty, and nothing but visible ASCII.
    var isUsable: Bool { !value.isEmpty && value.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// `<redacted>`.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
