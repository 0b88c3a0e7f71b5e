import JSON
import TestSupport
import Testing

@Suite struct JSONRobustnessTests {
    @Test(arguments: Samples.compact + [Samples.line])
    func everyTruncationIsRefused(text: String) {
        let bytes = Array(text.utf8)
        for end in 0..<bytes.count where !isNumber(bytes[..<end]) {
            #expect(Samples.refusal(Array(bytes[..<end])) != nil, "cut after \(end) bytes")
        }
    }

    @Test(arguments: UInt64(1)...8)
    func whatIsReadFromRandomlyChangedBytesCanBeWrittenAndReadAgain(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for text in Samples.compact + [Samples.line] {
            for _ in 0..<150 {
                let bytes = changed(Array(text.utf8), &random)
                guard let value = try? JSONValue(parsing: bytes) else { continue }
                #expect(try JSONValue(parsing: value.serialized()) == value)
                #expect(try JSONValue(parsing: value.serialized(escaping: .ascii)) == value)
            }
        }
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededRandom(seed: 7)
        let alphabet = Array(#"[]{}:,"\ "#.utf8) + Array("truefalsn0123-+.eE\u{C}\n\0ué".utf8) + [0xFF, 0xC3]
        var accepted = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<80, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            accepted += Samples.refusal(bytes) == nil ? 1 : 0
        }
        #expect(accepted < 20_000)
    }

    /// A number cut short may be a number again.
    private func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        JSONNumber(text: String(decoding: bytes, as: UTF8.self)) != nil
    }

    private func changed(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
            }
        }
        return bytes
    }
}
