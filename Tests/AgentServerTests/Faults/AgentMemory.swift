/// What an agent says of its conversation: FakeClaude by itself, the real one through the offline model. Pure.
struct AgentMemory: Hashable, CustomStringConvertible {
    /// Which prompt of the conversation this was, from 1.
    let number: Int
    /// The word of the conversation's first prompt.
    let first: String?

    var description: String { "prompt \(number), the first one was \(first ?? "unknown")" }

    init(number: Int, first: String?) {
        self.number = number
        self.first = first
    }

    /// Reads an assistant's frame: `turn 3; first prompt was x`, or `your 3rd message; the first was "x"`.
    init?(_ frame: [UInt8]) {
        let text = String(decoding: frame, as: UTF8.self)
        guard text.contains(#""type":"assistant""#) else { return nil }
        for (before, after) in [("\"turn ", "; first prompt was "), ("This is your ", " message")] {
            guard let start = text.firstRange(of: before), let end = text[start.upperBound...].firstRange(of: after) else { continue }
            guard let number = Int(text[start.upperBound..<end.lowerBound].prefix(while: \.isNumber)) else { continue }
            self.init(number: number, first: Self.token(text[end.upperBound...]))
            return
        }
        return nil
    }

    /// Whether this can be said by whoever remembers having said `earlier`.
    func follows(_ earlier: AgentMemory) -> Bool {
        number > earlier.number && first == earlier.first
    }

    /// The prompts of these tests have a word that no other has: `token-…`.
    private static func token(_ text: Substring) -> String? {
        text.firstRange(of: "token-").map { String(text[$0.lowerBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" }) }
    }
}
