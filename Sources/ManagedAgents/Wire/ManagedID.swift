/// Ids of the public API: a prefix that says what they are of, then 24 letters and digits.
public enum ManagedID {
    /// The prefixes.
    public enum Prefix: String, Sendable, Hashable, CaseIterable {
        case agent = "agent_"
        case environment = "env_"
        case session = "sesn_"
        case event = "sevt_"
        case thread = "sthr_"
        case resource = "sesrsc_"
        case file = "file_"
        case skill = "skill_"
        case skillVersion = "skillver_"
        case vault = "vlt_"
        case credential = "vcrd_"
        case memoryStore = "memstore_"
        case memory = "mem_"
        case memoryVersion = "memver_"
        case request = "req_"
    }

    /// A new id: 24 of `0–9 A–Z a–z`, about 142 bits.
    ///
    /// - Parameter word: Gives a random number at each call, of which there are three.
    public static func make(_ prefix: Prefix, word: () -> UInt64) -> String {
        let tail = (0..<length / digits).flatMap { _ in text(of: word()) }
        return prefix.rawValue + String(decoding: tail, as: UTF8.self)
    }

    private static func text(of word: UInt64) -> [UInt8] {
        var rest = word
        return (0..<digits).map { _ in
            defer { rest /= UInt64(letters.count) }
            return letters[Int(rest % UInt64(letters.count))]
        }
    }

    /// The id that always belongs to these bytes, at least 24 of them, such as a hash. Bytes are taken modulo 62, which is near enough to
    /// even for a name.
    public static func derived(_ prefix: Prefix, from bytes: some Sequence<UInt8>) -> String {
        prefix.rawValue + String(decoding: bytes.prefix(length).map { letters[Int($0) % letters.count] }, as: UTF8.self)
    }

    private static let length = 24
    /// Letters of a word; it has ten, of which the last are not all alike.
    private static let digits = 8
    private static let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
