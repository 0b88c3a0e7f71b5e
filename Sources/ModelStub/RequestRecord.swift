/// What one request was, for logs and for tests of what the CLI sent. It never holds a key or a prompt.
public struct RequestRecord: Sendable, Hashable {
    /// The HTTP method.
    public var method: String
    /// The path without its query.
    public var path: String
    /// The answer's status; 0 when the connection was dropped without one.
    public var status: Int = 0
    /// The answer's `request-id`.
    public var requestID: String = ""
    /// Eight hex digits that tell keys apart; nil when the request carried none.
    public var keyFingerprint: String?
    /// The CLI's session id.
    public var sessionID: String?
    /// The model asked for.
    public var model: String?
    /// How many messages the conversation holds.
    public var messageCount: Int?
    /// Whether a stream was asked for.
    public var streams: Bool?

    init(method: String, path: String) {
        self.method = method
        self.path = path
    }
}

/// The key a request came with.
enum PresentedKey {
    case apiKey(String)
    case bearer(String)

    init?(_ call: StubCall) {
        if let key = call.field("x-api-key"), !key.isEmpty {
            self = .apiKey(key)
            return
        }
        guard let value = call.field("authorization"), value.lowercased().hasPrefix("bearer "), value.utf8.count > 7 else { return nil }
        self = .bearer(String(value.dropFirst(7)))
    }

    /// The refusal of a key that is scripted as bad: those that begin with `sk-ant-bad`.
    var failure: APIFailure? {
        switch self {
        case .apiKey(let key): key.hasPrefix("sk-ant-bad") ? .badKey : nil
        case .bearer(let token): token.hasPrefix("sk-ant-bad") ? .badToken : nil
        }
    }

    /// 32 bits of an FNV-1a hash: enough to compare, too few to guess a key from.
    var fingerprint: String {
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash >> 32, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private var text: String {
        switch self {
        case .apiKey(let text), .bearer(let text): text
        }
    }
}
