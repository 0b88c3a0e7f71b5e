import HTTP

enum SocketsCheck {
    private struct Outcome: Equatable {
        var events: [WebSocketReader.Event] = []
        var fault: UInt16?
    }

    private static let limit = 64

    static func run(_ bytes: [UInt8]) throws(PropertyViolation) {
        let whole = read([bytes[...]])
        for pieces in Splits.of(bytes) { try require(read(pieces), equals: whole, "in pieces of \(pieces.map(\.count))") }
        for event in whole.events { try check(event) }
        if let fault = whole.fault, ![1002, 1003, 1007, 1009].contains(fault) { throw PropertyViolation("refused with \(fault)") }
    }

    private static func read(_ pieces: [ArraySlice<UInt8>]) -> Outcome {
        var reader = WebSocketReader(limit: limit)
        var outcome = Outcome()
        do {
            for piece in pieces {
                reader.push(Array(piece))
                while let event = try reader.next() { outcome.events.append(event) }
            }
        } catch {
            outcome.fault = error.code
        }
        return outcome
    }

    private static func check(_ event: WebSocketReader.Event) throws(PropertyViolation) {
        switch event {
        case .text(let text):
            if text.count > limit { throw PropertyViolation("a text of \(text.count) bytes") }
            if String(validating: text, as: UTF8.self) == nil { throw PropertyViolation("a text that is not UTF-8") }
        case .ping(let payload): if payload.count > 125 { throw PropertyViolation("a ping of \(payload.count) bytes") }
        case .pong: break
        case .close(let code): if !(1000...4999).contains(code) { throw PropertyViolation("a close with \(code)") }
        }
    }
}
