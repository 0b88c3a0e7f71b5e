/// Makes ids of the API's shape, for example `msg_01…`, from an injected source of randomness.
///
/// Ids must differ between runs of the stub: the CLI keeps them in its transcripts and drops a message or tool call it has seen.
public struct StubIdentifiers: Sendable {
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    private var source: any RandomNumberGenerator & Sendable

    /// Takes the source; a seeded one makes every id foreseeable.
    public init(source: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.source = source
    }

    /// A maker of its own for one request, foreseeable as this one is.
    mutating func fork() -> Self { Self(source: SplitMix(state: source.next())) }

    mutating func next(_ prefix: String) -> String {
        var bytes = Array(prefix.utf8) + Array("_01".utf8)
        for _ in 0..<22 {
            bytes.append(Self.alphabet[Int(source.next() % UInt64(Self.alphabet.count))])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The SplitMix64 generator: each step a fixed stride and two multiplications.
private struct SplitMix: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
