public import Domain

/// One call of the model API that went through the proxy, at its end.
public struct ModelCall: Sendable, Hashable {
    /// Counts the proxy's calls from 1.
    public let number: UInt64
    /// The session whose key was used; nil for a key that is bound to none.
    public let session: SessionID?
    /// The status that the caller saw; 0 when it left before there was one.
    public internal(set) var status = 0
    /// The model that answered; nil when none did.
    public internal(set) var model: String?
    /// The id of its answer, `msg_…`.
    public internal(set) var messageID: String?
    /// The API's id of the call, from the field `request-id`.
    public internal(set) var requestID: String?
    /// What was used, as the answer has told; of one that was cut, an estimate of what it has not told.
    public internal(set) var tokens = TokenUsage()
    /// What that costs by the price list.
    public internal(set) var cost = USD(microdollars: 0)
    /// Whether the answer came whole.
    public internal(set) var isWhole = false
    /// From the request's head to the answer's end.
    public internal(set) var duration = Duration.zero

    init(number: UInt64, session: SessionID?) {
        self.number = number
        self.session = session
    }
}
