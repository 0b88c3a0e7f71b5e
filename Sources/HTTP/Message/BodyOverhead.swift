/// Bounds what a chunked body may cost beyond its bytes: chunk extensions and one-byte chunks are work without content. Pure.
struct BodyOverhead {
    /// Bytes of framing allowed whatever the body's size.
    static let allowance = 16 * 1024
    /// Bytes of framing allowed per byte of body; a chunk of one byte has five.
    static let ratio = 8

    private var framing = 0
    private var content = 0

    /// Notes a piece received: its bytes on the wire, and those of them that were content. False when there is too much framing.
    mutating func add(wire: Int, content bytes: Int) -> Bool {
        content += bytes
        framing += wire - bytes
        return framing <= Self.allowance + Self.ratio * content
    }
}
