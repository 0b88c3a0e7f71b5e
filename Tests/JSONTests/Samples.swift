import JSON
import TestSupport

/// Documents the tests share.
enum Samples {
    /// Written compactly and with minimal escapes, as `JSON.stringify` does: they come back byte for byte.
    static let compact = [
        #"null"#, #"true"#, #"false"#, #"0"#, #"-0"#, #"1.0"#, #"1e5"#, #"-1.25E-300"#, #""""#, #"[]"#, #"{}"#,
        #"123456789012345678901234567890"#, #"1e400"#, #"0.30000000000000004"#,
        #"[1,[2,[3,[]]],{"a":{}}]"#,
        #"{"z":1,"a":2,"z":3,"":4}"#,
        #""\"\\\b\f\n\r\t\u0000\u001f/€😀é""#,
        #"{"type":"assistant","message":{"id":"msg_1","content":[{"type":"text","text":"Grüße\n\"da\""}],"usage":{"input_tokens":3}}}"#,
        #"{"type":"control_response","response":{"subtype":"success","request_id":"req_1","response":null}}"#,
        #"{"type":"result","subtype":"success","is_error":false,"total_cost_usd":0.0012345,"permission_denials":[]}"#,
    ]

    /// About 1 KB of stream line.
    static let line =
        #"{"type":"assistant","message":{"id":"msg_01","type":"message","role":"assistant","content":[{"type":"text","text":""#
        + String(repeating: "lorem ipsum dolor sit amet ", count: 25)
        + #""}],"stop_reason":null,"usage":{"input_tokens":4,"cache_read_input_tokens":11372,"output_tokens":1}},"session_id":"s-1"}"#

    static func refusal(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONError? {
        do throws(JSONError) {
            _ = try JSONValue(parsing: bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    static func refusal(_ text: String) -> JSONError? {
        refusal(Array(text.utf8))
    }
}

/// Draws values of every kind.
struct ValueGenerator {
    var random: SeededRandom

    mutating func value(depth: Int = 4) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .number(number())
        case 3, 4: .string(text())
        case 5, 6: .object(JSONObject((0..<Int.random(in: 0..<6, using: &random)).map { _ in (text(), value(depth: depth - 1)) }))
        default: .array((0..<Int.random(in: 0..<6, using: &random)).map { _ in value(depth: depth - 1) })
        }
    }

    mutating func number() -> JSONNumber {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: JSONNumber(Int(truncatingIfNeeded: random.next()))
        case 1: JSONNumber(Double(bitPattern: random.next() & ~(1 << 62)))
        default: JSONNumber(text: "-\(random.next())\(random.next()).\(random.next())e+\(random.next() % 1000)") ?? JSONNumber(0)
        }
    }

    mutating func text() -> String {
        var scalars = String.UnicodeScalarView()
        let bounds: [UInt32] = [0x20, 0x80, 0x800, 0xFFFF, 0x11_0000]
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            let bound = bounds[Int.random(in: 0..<bounds.count, using: &random)]
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<bound, using: &random)) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}
