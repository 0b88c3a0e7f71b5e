/// Reads an event stream as clients do, wherever its bytes are split (WHATWG HTML, section 9.2.6). Pure.
public struct SSEParser: Sendable {
    private var line: [UInt8] = []
    private var lastWasReturn = false
    private var event = ServerSentEvent()
    private let limit: Int

    /// A parser that drops what a single line has above `limit` bytes.
    public init(limit: Int = 64 * 1024 * 1024) { self.limit = limit }

    /// Takes the next bytes and gives the frames that they complete. Comments are skipped.
    public mutating func push(_ bytes: [UInt8]) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let isSecondHalf = byte == 0x0A && lastWasReturn
            lastWasReturn = byte == 0x0D
            if isSecondHalf { continue }
            if byte != 0x0A && byte != 0x0D {
                if line.count < limit { line.append(byte) }
            } else if let complete = endLine() {
                events.append(complete)
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else {
            defer { event = ServerSentEvent() }
            return event == ServerSentEvent() ? nil : event
        }
        let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        apply(String(decoding: line[..<colon], as: UTF8.self), Array(value))
        return nil
    }

    private mutating func apply(_ field: String, _ value: [UInt8]) {
        switch field {
        case "id": event.id = String(decoding: value, as: UTF8.self)
        case "event": event.event = String(decoding: value, as: UTF8.self)
        case "retry": event.retry = Int(String(decoding: value, as: UTF8.self))
        case "data": event.data = event.data.map { $0 + [0x0A] + value } ?? value
        default: break
        }
    }
}
