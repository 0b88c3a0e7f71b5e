public import HTTP
public import JSON
internal import Testing

/// A turn's whole stream.
public struct Turn: Sendable {
    /// The status of the answer.
    public let status: Int
    /// The fields of the answer's head.
    public let fields: HTTPFields
    /// Every byte of the body.
    public let text: String
    /// Every event.
    public let events: [ServerSentEvent]

    /// What the `message` events carry.
    public var payloads: [JSONValue] { events.filter { $0.event == "message" }.compactMap(\.payload) }
    /// The `init` message.
    public var initialization: JSONValue? { payloads.first { $0["subtype"] == "init" } }
    /// The last ResultMessage.
    public var result: JSONValue? { payloads.last { $0["type"] == "ResultMessage" } }
    /// What the agent said.
    public var answer: String {
        payloads.filter { $0["type"] == "AssistantMessage" }.compactMap { $0["content"]?[0]?["text"]?.string }.joined(separator: "|")
    }
    /// The CLI's id of the conversation.
    public var claudeID: String? { initialization?["data"]?["session_id"]?.string }
    /// The names of all events that are no `message`.
    public var terminals: [String] { events.compactMap(\.event).filter { $0 != "message" } }
    /// The text of the `error` event.
    public var error: String? { events.last { $0.event == "error" }?.payload?["message"]?.string }

    /// Holds of every turn that reached its client: `init` first, one terminal event, and that one last.
    public func expectWellFormed(hasInit: Bool = true) {
        #expect(status == 200, "\(text)")
        #expect(terminals.count == 1, "\(terminals)")
        #expect(events.last?.event == terminals.first)
        #expect(!hasInit || payloads.first?["subtype"] == "init", "\(String(describing: payloads.first))")
        #expect(payloads.count { $0["subtype"] == "init" } == (hasInit ? 1 : 0))
    }

    /// A turn that went well.
    public func expectDone() {
        expectWellFormed()
        #expect(terminals == ["done"], "\(error ?? text.suffix(500).description)")
    }
}

extension ServerSentEvent {
    /// Its data as JSON.
    public var payload: JSONValue? { data.flatMap { try? JSONValue(parsing: $0) } }
}
