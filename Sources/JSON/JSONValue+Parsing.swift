extension JSONValue {
    /// Reads one document: UTF-8 without a byte order mark, white space around the value allowed, nothing else after it.
    ///
    /// The escape of a lone surrogate, which `JSON.stringify` writes for a text cut inside a pair, is read as U+FFFD.
    /// - Throws: ``JSONError`` for every input that is not such a document or is beyond the limits; no input traps.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        self = try Tape.read(bytes.span, limits: limits) { tape in TapeTree.value(of: tape) }
    }

    /// Reads one document, as ``init(parsing:limits:)-([UInt8],_)``.
    public init(parsing bytes: ArraySlice<UInt8>, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        self = try Tape.read(bytes.span, limits: limits) { tape in TapeTree.value(of: tape) }
    }

    /// Reads one document, as ``init(parsing:limits:)-([UInt8],_)``.
    public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}
