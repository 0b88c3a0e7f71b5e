import Domain
import HTTP

/// As much of an answer as a client has read before it went.
struct FaultReply: Sendable {
    var status: Int?
    var turn: TurnID?
    var fields: [(name: String, value: String)] = []
    var events: [ServerSentEvent] = []

    /// Reads the first bytes of an answer that ends with its connection. What is not whole counts as not come. Pure.
    init(_ bytes: [UInt8]) {
        guard let end = Self.endOfHead(bytes) else { return }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        fields = lines.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), String(line[colon...].dropFirst().drop { $0 == " " }))
        }
        turn = fields.first { $0.name == "roost-turn" }.flatMap { TurnID($0.value) }
        var parser = SSEParser()
        // A frame without a name only says when to come back.
        if status == 200 { events = parser.push(Array(bytes[end...])).filter { $0.event != nil } }
    }

    static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }.map { $0 + 4 }
    }
}
