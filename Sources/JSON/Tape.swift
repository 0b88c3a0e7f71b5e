import CSimdJSON

/// A checked document as the C side leaves it: tokens in document order, and the buffer their texts lie in.
///
/// Lives only inside ``read(_:limits:_:)``: the memory belongs to the thread's parser. The body runs at once, on the same
/// thread, and nothing it calls parses again, so nobody overwrites the tape while it is read.
struct Tape {
    private let tokens: UnsafeBufferPointer<json_token>
    private let text: UnsafePointer<UInt8>

    static func read<Result>(
        _ bytes: Span<UInt8>,
        limits: JSONLimits,
        _ body: (Tape) -> Result
    ) throws(JSONError) -> Result {
        guard bytes.count <= limits.maximumSize else { throw .tooLarge(bytes.count, maximumSize: limits.maximumSize) }
        var raw = json_tape()
        bytes.withUnsafeBufferPointer { json_tape_parse($0.baseAddress, $0.count, limits.depth, &raw) }
        defer { json_tape_release() }
        guard raw.status == JSON_OK, let text = raw.text else { throw JSONError(raw, maximumDepth: limits.depth) }
        return body(Tape(tokens: UnsafeBufferPointer(start: raw.tokens, count: raw.token_count), text: text))
    }

    var count: Int { tokens.count }

    /// The buffer is bounded, so an index outside it traps in every build rather than reads what is not ours.
    subscript(index: Int) -> json_token {
        precondition(index < tokens.count, "the tape ends where its first token says")
        return tokens[index]
    }

    /// The bytes of a string or number token: the C side keeps them inside its buffer and stage 1 has proved them UTF-8.
    func bytes(_ token: json_token) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text + Int(token.offset), count: Int(token.length))
    }

    func string(_ token: json_token) -> String {
        String(decoding: bytes(token), as: UTF8.self)
    }
}
