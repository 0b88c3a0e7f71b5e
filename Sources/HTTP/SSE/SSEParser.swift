/// Reads an event stream as clients do, wherever its bytes are split (WHATWG HTML, section 9.2.6). Pure.
public struct SSEParser: Sendable {
    private var line: [UInt8] = []
    private var lastWasReturn = false
    private var event = ServerSentEvent()
    private var isFirstLine = true
    private let limit: Int

    /// A parser that drops what a line, or the data of one frame, has above `limit` bytes.
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
        defer {
            line.removeAll(keepingCapacity: true)
            isFirstLine = false
        }
        if isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
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
        case "id": if !value.contains(0) { event.id = String(decoding: value, as: UTF8.self) }
        case "event": event.event = String(decoding: value, as: UTF8.self)
        case "retry": if !value.isEmpty, value.allSatisfy(Self.isDigit) { event.retry = Int(String(decoding: value, as: UTF8.self)) }
        case "data": appendData(value)
        default: break
        }
    }

    private mutating func appendData(_ value: [UInt8]) {
        guard var data = event.data else { return event.data = value }
        // Taken out first: else the array is copied for each of its lines.
        event.data = nil
        data.append(0x0A)
        data += value
        if data.count > limit { data.removeLast(data.count - limit) }
        event.data = data
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
