import JSON

enum JSONCheck {
    static func run(_ bytes: [UInt8]) throws(PropertyViolation) {
        guard let value = try? JSONValue(parsing: bytes) else { return }
        for escaping in [JSONEscaping.minimal, .ascii] {
            let written = value.serialized(escaping: escaping)
            guard let again = try? JSONValue(parsing: written) else {
                throw PropertyViolation("what was written is refused: \(String(decoding: written, as: UTF8.self))")
            }
            try require(again, equals: value, "written and read again")
            try require(again.serialized(escaping: escaping), equals: written, "written again")
            if escaping == .ascii, written.contains(where: { $0 >= 0x80 }) { throw PropertyViolation("not ASCII") }
            if written.contains(0x0A) { throw PropertyViolation("a line break within a line of JSON") }
        }
    }
}
