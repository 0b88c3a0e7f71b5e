internal import Domain
internal import Egress
internal import JSON
internal import Journal

/// What a turn had spent whose server was killed: a fold over its events since it was last charged, which have what each of the model's
/// answers used. Nobody knows of an answer of which nothing had come. Pure.
struct LostSpending: Sendable {
    private struct Answer {
        let model: String
        var tokens: TokenUsage
        /// Bytes that the model has written, by the frames.
        var written = 0
    }

    /// Bytes of text for a token, as they are where nobody tells.
    private static let bytesPerToken = 4

    private var answers: [String: Answer] = [:]
    /// The answer that is being written, in the conversation or in that of an agent below it.
    private var open: [String: String] = [:]
    /// What the session had cost, if the CLI has said so since.
    private(set) var sessionCost: USD?

    init() {}

    /// Takes in the turn's next event.
    mutating func apply(_ event: JournalEvent) {
        switch event.kind {
        case .turnParked: self = LostSpending()
        case .frame: if let frame = try? JSONValue(parsing: event.body) { take(frame) }
        default: break
        }
    }

    private mutating func take(_ frame: JSONValue) {
        let place = frame["parent_tool_use_id"]?.string ?? ""
        switch frame["type"]?.string {
        case "assistant": if let message = frame["message"], let id = take(message, place) { note(message["content"], of: id) }
        case "stream_event": take(event: frame["event"] ?? .null, place)
        case "result": sessionCost = frame["total_cost_usd"]?.double.flatMap(USD.init(dollars:)) ?? sessionCost
        default: break
        }
    }

    private mutating func take(event: JSONValue, _ place: String) {
        switch event["type"]?.string {
        case "message_start": open[place] = event["message"].flatMap { take($0, place) }
        case "message_delta": if let id = open[place], let usage = event["usage"] { add(TokenUsage(usage), to: id) }
        default: break
        }
    }

    /// What the CLI says in the model's place has used nothing.
    private mutating func take(_ message: JSONValue, _ place: String) -> String? {
        guard let id = message["id"]?.string, let model = message["model"]?.string, model != "<synthetic>" else { return nil }
        guard let usage = message["usage"], usage.object != nil else { return nil }
        if answers[id] == nil { answers[id] = Answer(model: model, tokens: TokenUsage()) }
        add(TokenUsage(usage), to: id)
        return id
    }

    private mutating func add(_ tokens: TokenUsage, to id: String) {
        answers[id]?.tokens.raise(to: tokens)
    }

    /// The figure that comes with a block is that of the message's beginning.
    private mutating func note(_ content: JSONValue?, of id: String) {
        for block in content?.array ?? [] {
            let text = (block["text"] ?? block["thinking"])?.string?.utf8.count ?? block["input"]?.serialized().count ?? 0
            answers[id]?.written += text
        }
    }

    private var charged: [(model: String, tokens: TokenUsage)] {
        answers.values.map { answer in
            var tokens = answer.tokens
            tokens.output = max(tokens.output, answer.written / Self.bytesPerToken)
            return (answer.model, tokens)
        }
    }

    /// What all of it costs by list prices; `nil` when nothing is known to have been used.
    var cost: USD? {
        guard !answers.isEmpty else { return nil }
        return charged.reduce(USD(microdollars: 0)) { $0 + PriceList.published.cost(of: $1.tokens, model: $1.model) }
    }

    /// The tokens of all of it.
    var usage: SessionUsage {
        var usage = SessionUsage()
        for (_, tokens) in charged {
            usage.inputTokens += tokens.input
            usage.outputTokens += tokens.output
            usage.cacheReadInputTokens += tokens.cacheRead
            usage.cacheCreationInputTokens += tokens.cacheWrite5m + tokens.cacheWrite1h
            usage.webSearchRequests += tokens.webSearches
        }
        return usage
    }
}
