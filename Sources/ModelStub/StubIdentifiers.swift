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

    mutating func next(_ prefix: String) -> String {
        var bytes = Array(prefix.utf8) + Array("_01".utf8)
        for _ in 0..<22 {
            bytes.append(Self.alphabet[Int(source.next() % UInt64(Self.alphabet.count))])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
