/// A command line in the making. It holds the two rules every value obeys (hosting contract F039):
/// a value that begins with a dash is bound with `=`, and nothing the kernel cannot carry is let in.
struct ArgumentList {
    /// Linux refuses a single argument of 128 KiB or more, terminator included.
    static let maximumByteCount = 131_071

    private(set) var values: [String] = []

    mutating func flag(_ name: String) {
        values.append(name)
    }

    mutating func flag(_ name: String, if isSet: Bool) {
        if isSet { flag(name) }
    }

    mutating func option(_ name: String, _ value: String?) throws(AgentError) {
        guard let value else { return }
        guard !value.hasPrefix("-") else { return try bound(name, value) }
        try check(name, value)
        values.append(name)
        values.append(value)
    }

    /// A list joined with commas; nothing when it is empty.
    mutating func list(_ name: String, _ items: [String]) throws(AgentError) {
        guard !items.isEmpty else { return }
        try option(name, items.joined(separator: ","))
    }

    mutating func bound(_ name: String, _ value: String?) throws(AgentError) {
        guard let value else { return }
        try check(name, value)
        values.append("\(name)=\(value)")
    }

    private func check(_ name: String, _ value: String) throws(AgentError) {
        guard !value.utf8.contains(0) else {
            throw .invalidOption(name, "the value holds a NUL byte, which a command line cannot carry; remove it")
        }
        guard value.utf8.count + name.utf8.count < Self.maximumByteCount else {
            throw .invalidOption(name, "the value has \(value.utf8.count) bytes and Linux carries 131071 at most; pass a file instead")
        }
    }
}
