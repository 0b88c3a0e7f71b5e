/// One frame of an event stream (WHATWG HTML, section 9.2).
public struct ServerSentEvent: Sendable, Hashable {
    /// How lines of a frame end. The contract's reference uses CRLF.
    public enum LineEnding: Sendable { case lf, crlf }

    /// The `id` field.
    public var id: String?
    /// The `event` field.
    public var event: String?
    /// The `data` field; line breaks make several `data:` lines.
    public var data: [UInt8]?
    /// The `retry` field, in milliseconds.
    public var retry: Int?

    /// A frame of the given fields.
    public init(id: String? = nil, event: String? = nil, data: [UInt8]? = nil, retry: Int? = nil) {
        self.id = id
        self.event = event
        self.data = data
        self.retry = retry
    }

    /// The frame's bytes, with the empty line that ends it.
    ///
    /// A line break or NUL in `id` or `event` would end the field early, so such characters are left out.
    public func bytes(lineEnding: LineEnding = .lf) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity((data?.count ?? 0) + 64)
        let end: StaticString = lineEnding == .lf ? "\n" : "\r\n"
        if let id { Self.put("id: ", id, end, into: &bytes) }
        if let event { Self.put("event: ", event, end, into: &bytes) }
        if let data { Self.putData(data, end, into: &bytes) }
        if let retry { Self.put("retry: ", String(retry), end, into: &bytes) }
        bytes.put(end)
        return bytes
    }

    /// A comment line, which clients skip.
    public static func comment(_ text: String, lineEnding: LineEnding = .lf) -> [UInt8] {
        var bytes: [UInt8] = []
        put(": ", text, lineEnding == .lf ? "\n\n" : "\r\n\r\n", into: &bytes)
        return bytes
    }

    private static func put(_ name: StaticString, _ value: String, _ end: StaticString, into bytes: inout [UInt8]) {
        bytes.put(name)
        bytes.put(fieldText: value)
        bytes.put(end)
    }

    private static func put(data: ArraySlice<UInt8>, _ end: StaticString, into bytes: inout [UInt8]) {
        bytes.put("data: ")
        bytes += data
        bytes.put(end)
    }

    /// A CR, LF or CRLF in the data begins a new `data:` line.
    private static func putData(_ data: [UInt8], _ end: StaticString, into bytes: inout [UInt8]) {
        var start = 0
        var index = 0
        while index < data.count {
            guard data[index] == 0x0A || data[index] == 0x0D else {
                index += 1
                continue
            }
            put(data: data[start..<index], end, into: &bytes)
            if data[index] == 0x0D, index + 1 < data.count, data[index + 1] == 0x0A { index += 1 }
            index += 1
            start = index
        }
        put(data: data[start...], end, into: &bytes)
    }
}
