/// The name of one turn, unique in all sessions: `turn_` and 26 characters that sort by the time of acceptance.
public struct TurnID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The name as callers see it.
    public let text: String

    /// Bytes of randomness that `init(milliseconds:randomness:)` needs.
    public static let randomnessCount = 10

    private static let prefix = "turn_"
    private static let length = 26
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// A new name (a ULID in lower case, Crockford's base 32).
    ///
    /// - Parameters:
    ///   - milliseconds: Time since 1970.
    ///   - randomness: Ten bytes; further ones are not used, missing ones count as 0.
    public init(milliseconds: UInt64, randomness: [UInt8]) {
        var bits = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * $0)) }
        bits += randomness.prefix(Self.randomnessCount)
        bits += Array(repeating: 0, count: 6 + Self.randomnessCount - bits.count)
        text = Self.prefix + Self.encode(bits)
    }

    /// A name from text; `nil` when it is none.
    public init?(_ text: String) {
        let name = text.dropFirst(Self.prefix.count)
        guard text.hasPrefix(Self.prefix), name.count == Self.length, name.allSatisfy(Self.digits.contains) else { return nil }
        self.text = text
    }

    /// When it was made, in microseconds since 1970, to the millisecond.
    public var time: Int64 {
        let digits = text.dropFirst(Self.prefix.count).prefix(10).compactMap { Self.digits.firstIndex(of: $0) }
        return digits.reduce(0) { $0 << 5 | Int64($1) } * 1000
    }

    /// How long ago it was made; `nil` when a clock that was set back says that it is to come.
    ///
    /// - Parameter now: Microseconds since 1970.
    public func age(at now: Int64) -> Duration? { now >= time ? .microseconds(now - time) : nil }

    /// The name.
    public var description: String { text }

    /// Whether `left` was accepted earlier, to the millisecond.
    public static func < (left: TurnID, right: TurnID) -> Bool { left.text < right.text }

    /// 128 bits as 26 digits of 5 bits each, the first two bits of which are 0.
    private static func encode(_ bytes: [UInt8]) -> String {
        var text = ""
        var buffer: UInt32 = 0
        var count = 2
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(digits[Int(buffer >> UInt32(count) & 31)])
            }
        }
        return text
    }
}
