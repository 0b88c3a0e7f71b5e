import CSimdJSON

/// Builds the tree of a tape in one pass. Recursion is as deep as the document, which the limits bound.
struct TapeTree {
    private let tape: Tape
    private var next = 0

    private init(_ tape: Tape) {
        self.tape = tape
    }

    static func value(of tape: Tape) -> JSONValue {
        var tree = TapeTree(tape)
        return tree.value()
    }

    private mutating func take() -> json_token {
        defer { next += 1 }
        return tape[next]
    }

    private mutating func value() -> JSONValue {
        let token = take()
        switch Int(token.kind) {
        case JSON_STRING: return .string(tape.string(token))
        case JSON_NUMBER: return .number(JSONNumber(unchecked: tape.string(token)))
        case JSON_OBJECT: return object(count: Int(token.length))
        case JSON_ARRAY: return array(count: Int(token.length))
        case JSON_TRUE: return .bool(true)
        case JSON_FALSE: return .bool(false)
        default: return .null
        }
    }

    private mutating func array(count: Int) -> JSONValue {
        var elements: [JSONValue] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(value()) }
        return .array(elements)
    }

    private mutating func object(count: Int) -> JSONValue {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(count)
        for _ in 0..<count {
            let key = tape.string(take())
            members.append((key, value()))
        }
        return .object(JSONObject(members))
    }
}
