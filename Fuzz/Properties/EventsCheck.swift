import HTTP

enum EventsCheck {
    static func run(_ bytes: [UInt8]) throws(PropertyViolation) {
        let whole = parse([bytes[...]])
        for pieces in Splits.of(bytes) { try require(parse(pieces), equals: whole, "in pieces of \(pieces.map(\.count))") }
        for event in whole + [made(of: bytes)] { try checkWriting(event) }
    }

    private static func parse(_ pieces: [ArraySlice<UInt8>]) -> [ServerSentEvent] {
        var parser = SSEParser(limit: 256)
        return pieces.flatMap { parser.push(Array($0)) }
    }

    /// An event whose fields are the parts of the input between NULs.
    private static func made(of bytes: [UInt8]) -> ServerSentEvent {
        let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        return ServerSentEvent(
            id: String(decoding: parts[0], as: UTF8.self),
            event: parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil,
            data: parts.count > 2 ? Array(parts[2]) : nil,
            retry: bytes.count
        )
    }

    private static func checkWriting(_ event: ServerSentEvent) throws(PropertyViolation) {
        for ending in [ServerSentEvent.LineEnding.lf, .crlf] {
            let comment = ServerSentEvent.comment(event.id ?? "", lineEnding: ending)
            var parser = SSEParser()
            let read = parser.push(comment + event.bytes(lineEnding: ending) + comment)
            try require(read, equals: event == ServerSentEvent() ? [] : [normalized(event)], "written and read again")
        }
    }

    /// What may be read back: names lose line breaks and NUL, and every line break in the data is one LF.
    private static func normalized(_ event: ServerSentEvent) -> ServerSentEvent {
        ServerSentEvent(
            id: event.id.map(oneLine),
            event: event.event.map(oneLine),
            data: event.data.map(withLineFeeds),
            retry: event.retry
        )
    }

    private static func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0 }, as: UTF8.self)
    }

    private static func withLineFeeds(_ data: [UInt8]) -> [UInt8] {
        data.indices.compactMap { index in
            guard data[index] == 0x0A else { return data[index] == 0x0D ? 0x0A : data[index] }
            return index > 0 && data[index - 1] == 0x0D ? nil : 0x0A
        }
    }
}
