import HTTP
import JSON
import Testing

/// A turn's stream while it runs.
struct LiveTurn {
    let response: HTTPClientResponse
    private var parser = SSEParser()
    private var waiting: [ServerSentEvent] = []
    /// Every byte so far.
    private(set) var text = ""
    /// Every event so far.
    private(set) var events: [ServerSentEvent] = []

    init(_ response: HTTPClientResponse) { self.response = response }

    /// The next event, or nil at the end.
    mutating func next() async throws -> ServerSentEvent? {
        while waiting.isEmpty {
            guard let bytes = try await response.body.read() else { return nil }
            text += String(decoding: bytes, as: UTF8.self)
            waiting = parser.push(bytes)
        }
        let event = waiting.removeFirst()
        events.append(event)
        return event
    }

    /// Reads to the first event that fits.
    mutating func reach(_ isWanted: (ServerSentEvent) -> Bool) async throws {
        while let event = try await next() {
            if isWanted(event) { return }
        }
        Issue.record("the stream ended before that: \(text.suffix(2000))")
    }

    /// Reads until these bytes have come, comments included.
    mutating func reach(text wanted: String) async throws {
        while !text.contains(wanted) {
            guard let bytes = try await response.body.read() else { break }
            text += String(decoding: bytes, as: UTF8.self)
            waiting += parser.push(bytes)
        }
        #expect(text.contains(wanted))
    }

    /// Reads on to `init`: the agent process works now.
    mutating func reachInit() async throws { try await reach { $0.payload?["subtype"] == "init" } }

    mutating func rest() async throws -> Turn {
        while try await next() != nil { continue }
        response.close()
        return Turn(status: response.status.code, fields: response.fields, text: text, events: events)
    }

    /// Goes away without waiting for the end.
    func leave() { response.close() }
}

/// A turn's whole stream.
struct Turn: Sendable {
    let status: Int
    let fields: HTTPFields
    let text: String
    let events: [ServerSentEvent]

    var payloads: [JSONValue] { events.filter { $0.event == "message" }.compactMap(\.payload) }
    var initialization: JSONValue? { payloads.first { $0["subtype"] == "init" } }
    var result: JSONValue? { payloads.last { $0["type"] == "ResultMessage" } }
    /// What the agent said.
    var answer: String {
        payloads.filter { $0["type"] == "AssistantMessage" }.compactMap { $0["content"]?[0]?["text"]?.string }.joined(separator: "|")
    }
    var claudeID: String? { initialization?["data"]?["session_id"]?.string }
    var terminals: [String] { events.compactMap(\.event).filter { $0 != "message" } }
    /// The text of the `error` event.
    var error: String? { events.last { $0.event == "error" }?.payload?["message"]?.string }

    /// Holds of every turn that reached its client: `init` first, one terminal event, and that one last.
    func expectWellFormed(hasInit: Bool = true) {
        #expect(status == 200, "\(text)")
        #expect(terminals.count == 1, "\(terminals)")
        #expect(events.last?.event == terminals.first)
        #expect(!hasInit || payloads.first?["subtype"] == "init", "\(String(describing: payloads.first))")
        #expect(payloads.count { $0["subtype"] == "init" } == (hasInit ? 1 : 0))
    }

    /// A turn that went well.
    func expectDone() {
        expectWellFormed()
        #expect(terminals == ["done"], "\(error ?? text.suffix(500).description)")
    }
}

extension ServerSentEvent {
    var payload: JSONValue? { data.flatMap { try? JSONValue(parsing: $0) } }
}
