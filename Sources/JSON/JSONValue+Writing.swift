extension JSONValue {
    /// The value as compact JSON in UTF-8.
    public func serialized(escaping: JSONEscaping = .minimal) -> [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, escaping: escaping)
        return bytes
    }

    /// The value as compact JSON.
    public func serializedString(escaping: JSONEscaping = .minimal) -> String {
        String(decoding: serialized(escaping: escaping), as: UTF8.self)
    }

    /// Appends the value as compact JSON in UTF-8.
    public func write(to bytes: inout [UInt8], escaping: JSONEscaping = .minimal) {
        JSONWriter(escaping: escaping).write(self, to: &bytes)
    }
}
