internal import JSON

/// Who has changed a memory.
public enum MemoryActor: Sendable, Hashable {
    /// A caller of the API. There is one key.
    case api
    /// A session's agent.
    case session(String)

    /// The key's name in answers: it names the key and is not the secret.
    static let keyID = "apikey_operator"

    var wire: JSONValue {
        switch self {
        case .api: ["type": "api_actor", "api_key_id": .string(Self.keyID)]
        case .session(let id): ["type": "session_actor", "session_id": .string(id)]
        }
    }

    var tag: String {
        switch self {
        case .api: "key:\(Self.keyID)"
        case .session(let id): "session:\(id)"
        }
    }
}
