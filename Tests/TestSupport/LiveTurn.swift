public import HTTP
internal import JSON
internal import Testing

/// A turn's stream while it runs.
public struct LiveTurn: Sendable {
    /// The answer.
    public let response: HTTPClientResponse
    private var parser = SSEParser()
    private var waiting: [ServerSentEvent] = []
    /// Every byte so far.
    public private(set) var text = ""
    /// Every event so far.
    public private(set) var events: [ServerSentEvent] = []

    /// Reads the stream of an answer whose head has come.
    public init(_ response: HTTPClientResponse) { self.response = response }

    /// The next event, or nil at the end.
    public mutating func next() async throws -> ServerSentEvent? {
        while waiting.isEmpty {
            guard let bytes = try await response.body.read() else { return nil }
            text += String(decoding: bytes, as: UTF8.self)
            waiting = Self.shown(parser.push(bytes))
        }
        let event = waiting.removeFirst()
        events.append(event)
        return event
    }

    /// A frame that only sets the time to come back is no event.
    private static func shown(_ frames: [ServerSentEvent]) -> [ServerSentEvent] { frames.filter { $0.data != nil || $0.event != nil } }

    /// Reads to the first event that fits.
    public mutating func reach(_ isWanted: (ServerSentEvent) -> Bool) async throws {
        while let event = try await next() {
            if isWanted(event) { return }
        }
        Issue.record("the stream ended before that: \(text.suffix(2000))")
    }

    /// Reads until these bytes have come, comments included.
    public mutating func reach(text wanted: String) async throws {
        while !text.contains(wanted) {
            guard let bytes = try await response.body.read() else { break }
            text += String(decoding: bytes, as: UTF8.self)
            waiting += Self.shown(parser.push(bytes))
        }
        #expect(text.contains(wanted))
    }

    /// Reads on to `init`: the agent process works now.
    public mutating func reachInit() async throws { try await reach { $0.payload?["subtype"] == "init" } }

    /// Reads to the end of the stream.
    public mutating func rest() async throws -> Turn {
        while try await next() != nil { continue }
        response.close()
        return Turn(status: response.status.code, fields: response.fields, text: text, events: events)
    }

    /// Goes away without waiting for the end.
    public func leave() { response.close() }
}
