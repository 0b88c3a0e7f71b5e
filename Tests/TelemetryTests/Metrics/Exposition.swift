/// The text format of Prometheus, read strictly.
struct Exposition {
    struct Fault: Error, CustomStringConvertible { let description: String }

    struct Sample {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    private(set) var helps: [String: String] = [:]
    private(set) var types: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.isEmpty || text.hasSuffix("\n") else { throw Fault(description: "the last line has no end") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# ") { try readComment(line) } else { try readSample(line) }
        }
    }

    /// The value of one sample.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func readComment(_ line: Substring) throws {
        let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4 else { throw Fault(description: "no comment: \(line)") }
        guard (parts[1] == "HELP" ? helps : types)[parts[2]] == nil else { throw Fault(description: "twice: \(line)") }
        if parts[1] == "HELP" { helps[parts[2]] = parts[3] } else { types[parts[2]] = parts[3] }
    }

    private mutating func readSample(_ line: Substring) throws {
        guard let match = line.wholeMatch(of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (\S+)/) else {
            throw Fault(description: "no sample: \(line)")
        }
        let (name, shown) = (String(match.output.1), String(match.output.4))
        let value = ["+Inf": Double.infinity, "-Inf": -.infinity, "NaN": .nan][shown] ?? Double(shown)
        guard let value else { throw Fault(description: "no number: \(line)") }
        let family = types[name] == nil ? name.replacing(/_(bucket|sum|count)$/, with: "") : name
        guard types[family] != nil, helps[family] != nil else { throw Fault(description: "\(name) has no type or help before it") }
        let labels = try match.output.3.map(Self.labels) ?? [:]
        guard self.value(name, labels) == nil else { throw Fault(description: "twice: \(line)") }
        samples.append(Sample(name: name, labels: labels, value: value))
    }

    private static func labels(_ text: Substring) throws -> [String: String] {
        var (rest, labels) = (text, [String: String]())
        while !rest.isEmpty {
            guard let match = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/) else {
                throw Fault(description: "no labels: \(text)")
            }
            labels[String(match.output.1)] = String(match.output.2).replacing("\\\\", with: "\u{0}").replacing("\\n", with: "\n")
                .replacing("\\\"", with: "\"").replacing("\u{0}", with: "\\")
            rest = rest[match.range.upperBound...]
        }
        return labels
    }
}
