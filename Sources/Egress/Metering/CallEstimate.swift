internal import JSON

/// What a call may use, by its request alone: what is reserved of a budget while it runs, and charged when nothing better is known. Pure.
struct CallEstimate: Sendable, Hashable {
    /// The model that is asked; empty when the request names none.
    let model: String
    /// Tokens of the prompt.
    let input: Int
    /// The most tokens that the model may write.
    let output: Int
    let isFast: Bool
    /// Whether the answer is to come as it is written.
    let isStream: Bool

    private static let bytesPerToken = 4
    /// What a picture or a document counts as, in bytes of text: its own bytes say little.
    private static let enclosureBytes = 8000
    private static let tokenLimit = 1_000_000
    /// More tokens than a model writes in a second.
    private static let speed = 100

    /// - Parameter body: The request's.
    init(_ body: [UInt8]) {
        let json = try? JSONValue(parsing: body)
        model = json?["model"]?.string ?? ""
        input = min(Self.tokenLimit, (json.map(Self.textBytes) ?? body.count) / Self.bytesPerToken)
        output = min(Self.tokenLimit, max(0, json?["max_tokens"]?.int ?? 0))
        isFast = json?["speed"]?.string == "fast"
        isStream = json?["stream"]?.bool ?? false
    }

    /// The most that it may use.
    var most: TokenUsage { tokens(writing: output) }

    /// What a call has used whose answer says nothing of it.
    ///
    /// - Parameters:
    ///   - bytes: How much of the answer has passed.
    ///   - time: How long it took.
    func used(passing bytes: Int, in time: Duration) -> TokenUsage {
        // One that is not streamed is written before its first byte comes.
        let unseen = isStream || bytes > 0 ? 0 : min(Int(clamping: time.components.seconds), Self.tokenLimit) * Self.speed
        return tokens(writing: min(output, max(bytes / Self.bytesPerToken, unseen)))
    }

    private func tokens(writing output: Int) -> TokenUsage {
        var tokens = TokenUsage()
        tokens.input = input
        tokens.output = output
        return tokens
    }

    private static func textBytes(_ value: JSONValue) -> Int {
        if let text = value.string { return text.utf8.count }
        if let items = value.array { return items.reduce(0) { $0 + textBytes($1) } }
        guard let members = value.object else { return bytesPerToken }
        if members["type"]?.string == "base64" { return enclosureBytes }
        return members.reduce(0) { $0 + $1.key.utf8.count + textBytes($1.value) }
    }
}
