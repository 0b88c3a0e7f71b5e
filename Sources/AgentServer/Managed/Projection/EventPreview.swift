internal import JSON

/// What a client is shown of a message while the model still writes it: a fold over what is published in passing. Pure.
///
/// Every connection has one of its own. What it shows is the beginning of the event that follows, under the same id; where something in
/// between has been missed it shows no more of that event.
struct EventPreview: Sendable {
    /// What a connection has asked for.
    struct Wishes: Sendable, Hashable {
        var messages = false
        var thinking = false

        /// Whether it wants nothing.
        var isEmpty: Bool { !messages && !thinking }
    }

    private struct Run {
        let id: String
        let first: Int
    }

    private let ids: ManagedEventID
    private let wishes: Wishes
    private var message: String?
    /// The last block that has begun, and whether it is text.
    private var block: (number: Int, isText: Bool)?
    private var run: Run?
    /// The number of the last item that was counted.
    private var last: Int?

    init(_ ids: ManagedEventID, _ wishes: Wishes) {
        self.ids = ids
        self.wishes = wishes
    }

    /// Takes in frames that were published in passing, counted up to `last`; gives what to send.
    mutating func take(_ frames: [[UInt8]], last: Int) -> [JSONValue] {
        if let seen = self.last, last - seen != frames.count { lose() }
        self.last = last
        return frames.flatMap { take($0) }
    }

    /// Something has been missed: what is under way cannot be gone on with.
    private mutating func lose() {
        run = nil
        block = nil
        message = nil
    }

    /// The event itself has come: there is nothing more to show of it.
    mutating func emitted(_ event: ManagedEvent) {
        if event.id == run?.id { run = nil }
    }

    private mutating func take(_ frame: [UInt8]) -> [JSONValue] {
        guard let json = try? JSONValue(parsing: frame), json["type"]?.string == "stream_event", let event = json["event"] else {
            return []
        }
        guard json["parent_tool_use_id"]?.string == nil, let id = json["api_message_id"]?.string else { return [] }
        if id != message {
            lose()
            message = id
        }
        guard let number = event["index"]?.int else { return [] }
        switch event["type"]?.string {
        case "content_block_start": return begin(number, event["content_block"] ?? .null, of: id)
        case "content_block_delta": return delta(number, event["delta"] ?? .null)
        default: return []
        }
    }

    private mutating func begin(_ number: Int, _ content: JSONValue, of id: String) -> [JSONValue] {
        let before = block
        let isText = content["type"]?.string == "text"
        block = (number, isText)
        guard isText else {
            run = nil
            return content["type"]?.string == "thinking" && wishes.thinking
                ? [start("agent.thinking", ids.thinking(id, block: number))] : []
        }
        // Only where it is known that no text stands before it does a run begin here.
        let isFirst = number == 0 || before?.number == number - 1 && before?.isText == false
        guard isFirst, wishes.messages else { return [] }
        let new = Run(id: ids.message(id, block: number), first: number)
        run = new
        return [start("agent.message", new.id)]
    }

    private func delta(_ number: Int, _ delta: JSONValue) -> [JSONValue] {
        guard let run, block?.number == number, delta["type"]?.string == "text_delta", let text = delta["text"]?.string else { return [] }
        let content: JSONValue = ["type": "text", "text": .string(text)]
        let piece: JSONValue = ["type": "content_delta", "index": JSONValue(number - run.first), "content": content]
        return [["type": "event_delta", "event_id": .string(run.id), "delta": piece]]
    }

    private func start(_ type: String, _ id: String) -> JSONValue {
        ["type": "event_start", "event": ["type": .string(type), "id": .string(id)]]
    }
}
