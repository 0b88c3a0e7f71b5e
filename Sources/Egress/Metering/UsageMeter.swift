internal import HTTP
internal import JSON

/// Reads what a call has used off the answer as it passes by, a stream of events or one document. Pure.
///
/// Figures of a stream are running totals (the API's `message_start` and `message_delta`); what has passed since is estimated.
struct UsageMeter {
    private enum Form { case events(SSEParser), document([UInt8]), other }

    /// What an answer that is one document may have.
    private static let documentLimit = 16 * 1024 * 1024
    /// What a line of a stream may have; those that carry figures are short.
    private static let lineLimit = 1024 * 1024
    /// Bytes of a delta's event that are none of the model's.
    private static let deltaFrame = 80
    private static let bytesPerToken = 4

    private var form: Form
    /// What was used, if the answer has said so by now.
    private(set) var tokens: TokenUsage?
    /// Tokens written since the answer last told their number, by the size of what has passed.
    private(set) var untold = 0
    /// The model that answered, and its answer's id.
    private(set) var model: String?
    private(set) var messageID: String?
    /// Whether the answer was made in the API's fast way, at another price.
    private(set) var isFast = false
    /// Whether a stream has said that it is over.
    private(set) var isComplete = false

    /// A meter for an answer with these fields.
    init(_ fields: HTTPFields) {
        let type = fields["content-type"]?.lowercased() ?? ""
        let coding = fields["content-encoding"]?.lowercased() ?? "identity"
        if coding != "identity" {
            form = .other
        } else if type.hasPrefix("text/event-stream") {
            form = .events(SSEParser(limit: Self.lineLimit))
        } else if type.hasPrefix("application/json") {
            form = .document([])
        } else {
            form = .other
        }
    }

    /// Takes the next piece of the body.
    mutating func push(_ bytes: [UInt8]) {
        switch form {
        case .events(var parser):
            // Taken out for the time: else the parser's buffer is copied.
            form = .other
            for event in parser.push(bytes) { take(event) }
            form = .events(parser)
        case .document(var whole):
            form = .other
            whole += bytes
            if whole.count <= Self.documentLimit { form = .document(whole) }
        case .other: break
        }
    }

    /// The body has come whole.
    mutating func finish() {
        guard case .document(let whole) = form, let message = try? JSONValue(parsing: whole) else { return }
        isComplete = true
        take(message: message)
        form = .other
    }

    private mutating func take(_ event: ServerSentEvent) {
        guard let name = event.event, let data = event.data else { return }
        switch name {
        case "message_start": if let message = (try? JSONValue(parsing: data))?["message"] { take(message: message) }
        case "message_delta": take(usage: (try? JSONValue(parsing: data))?["usage"])
        case "content_block_delta": untold += max(1, (data.count - Self.deltaFrame) / Self.bytesPerToken)
        case "message_stop": isComplete = true
        default: break
        }
    }

    private mutating func take(message: JSONValue) {
        guard message["type"]?.string == "message" else { return }
        model = message["model"]?.string
        messageID = message["id"]?.string
        take(usage: message["usage"])
    }

    private mutating func take(usage: JSONValue?) {
        guard let usage, usage.object != nil else { return }
        untold = 0
        var seen = TokenUsage(usage)
        // A delta may tell the cache's total without its parts.
        if usage["cache_creation"] == nil, let tokens { seen.cacheWrite5m = max(0, seen.cacheWrite5m - tokens.cacheWrite1h) }
        tokens = tokens.map { $0.combined(with: seen, by: max) } ?? seen
        isFast = isFast || usage["speed"]?.string == "fast"
    }
}
