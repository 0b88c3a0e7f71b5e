/// The hash of FIPS 180-4, section 6.2, taken in pieces.
public struct SHA256: Sendable {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var schedule = [UInt32](repeating: 0, count: 64)
    private var partial: [UInt8] = []
    private var length: UInt64 = 0

    /// The hash of nothing yet.
    public init() {}

    /// The 32 bytes of a whole text's hash.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes[...])
        return hash.finish()
    }

    /// The hash of a whole text as 64 hex digits.
    public static func hex(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes[...])
        return hash.finishHex()
    }

    /// Takes the next bytes.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        length += UInt64(bytes.count)
        var rest = bytes
        if !partial.isEmpty {
            let missing = rest.prefix(64 - partial.count)
            partial += missing
            rest = rest.dropFirst(missing.count)
            guard partial.count == 64 else { return }
            compress(partial[...])
            partial = []
        }
        while rest.count >= 64 {
            compress(rest.prefix(64))
            rest = rest.dropFirst(64)
        }
        partial = Array(rest)
    }

    /// Pads, and gives the hash's 32 bytes.
    public mutating func finish() -> [UInt8] {
        let bits = length &* 8
        let zeros = (119 - partial.count) % 64
        var tail: [UInt8] = [0x80] + [UInt8](repeating: 0, count: zeros)
        for shift in stride(from: 56, through: 0, by: -8) { tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
        update(tail[...])
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
    }

    /// Pads, and gives the hash as 64 hex digits.
    public mutating func finishHex() -> String {
        finish().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private mutating func compress(_ block: ArraySlice<UInt8>) {
        expand(block)
        var a = state[0], b = state[1], c = state[2], d = state[3]
        var e = state[4], f = state[5], g = state[6], h = state[7]
        for round in 0..<64 {
            let mix = h &+ (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) &+ ((e & f) ^ (~e & g)) &+ Self.constants[round] &+ schedule[round]
            let next = mix &+ (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ mix, c, b, a, next)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

    private mutating func expand(_ block: ArraySlice<UInt8>) {
        var index = block.startIndex
        for word in 0..<16 {
            let high = UInt32(block[index]) << 24 | UInt32(block[index + 1]) << 16
            schedule[word] = high | UInt32(block[index + 2]) << 8 | UInt32(block[index + 3])
            index += 4
        }
        for word in 16..<64 {
            let near = schedule[word - 15]
            let far = schedule[word - 2]
            let mixed = (turn(near, 7) ^ turn(near, 18) ^ near >> 3) &+ (turn(far, 17) ^ turn(far, 19) ^ far >> 10)
            schedule[word] = schedule[word - 16] &+ schedule[word - 7] &+ mixed
        }
    }

    private func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
