/// Ways to cut an input into pieces. All of them follow from the input, so that a failure repeats.
enum Splits {
    /// Whole, byte by byte, in sevens, and in two at a few places.
    static func of(_ bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
        var ways = [[bytes[...]], pieces(of: bytes, by: 7)]
        if bytes.count <= 4096 { ways.append(pieces(of: bytes, by: 1)) }
        guard bytes.count > 1 else { return ways }
        let sum = bytes.reduce(UInt(bytes.count)) { $0 &* 31 &+ UInt($1) }
        for place in [sum % UInt(bytes.count), sum / 7 % UInt(bytes.count), UInt(bytes.count - 1)] {
            ways.append([bytes[..<Int(place)], bytes[Int(place)...]])
        }
        return ways
    }

    private static func pieces(of bytes: [UInt8], by size: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
    }
}
