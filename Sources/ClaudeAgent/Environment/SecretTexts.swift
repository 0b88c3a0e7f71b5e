/// Texts that must not be shown, and their removal from others.
///
/// A program seldom prints a variable whole: it names the password of a proxy or the value of a header. So the parts count too.
struct SecretTexts: Sendable {
    private var texts: Set<String> = []

    /// Anything shorter stands in too many harmless words.
    private static let shortest = 6

    /// Takes a variable's value: all of it when it is secret, and in any case the secrets of a URL.
    mutating func add(_ value: String, isSecret: Bool) {
        for secret in URLSecrets.all(in: value) { insert(secret) }
        if isSecret { insert(value) }
    }

    /// Takes the values of a list of headers: `name=value,…`, or `Name: value` line by line.
    mutating func add(headers list: String) {
        for item in list.split(whereSeparator: { $0 == "," || $0.isNewline }) {
            guard let sign = item.firstIndex(where: { $0 == "=" || $0 == ":" }) else { continue }
            addHeader(String(item[item.index(after: sign)...]))
        }
    }

    /// Takes what an MCP server is given to prove who calls.
    mutating func add(_ server: MCPServerConfiguration) {
        switch server {
        case .stdio(_, let arguments, let environment):
            for secret in ArgumentSecrets.all(in: arguments) {
                insert(secret)
                add(headers: secret)
            }
            arguments.forEach { add($0, isSecret: false) }
            environment.values.forEach { add($0.reveal(), isSecret: true) }
        case .http(let url, let headers), .sse(let url, let headers):
            add(url, isSecret: false)
            headers.values.forEach { addHeader($0.reveal()) }
        case .sdk: return
        }
    }

    /// `text` with every secret replaced, longer ones first.
    func redacting(_ text: String) -> String {
        guard !text.isEmpty else { return text }
        return texts.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }.reduce(text) { Self.replace($1, in: $0) }
    }

    private mutating func insert(_ text: some StringProtocol) {
        guard text.utf8.count >= Self.shortest else { return }
        texts.insert(String(text))
        let decoded = Self.percentDecoded(text)
        if decoded.utf8.count >= Self.shortest { texts.insert(decoded) }
    }

    /// `Bearer x` is secret, and so is `x`.
    private mutating func addHeader(_ value: String) {
        let words = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        insert(words.joined(separator: " "))
        if words.count == 2 { insert(words[1]) }
    }

    private static func percentDecoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                bytes.append(byte)
                continue
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func replace(_ secret: String, in text: String) -> String {
        guard text.contains(secret) else { return text }
        return text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "<redacted>")
    }
}
