import CSimdJSON

extension JSONError {
    /// Translates the status of a tape that is not `JSON_OK`.
    init(_ tape: json_tape, maximumDepth: Int) {
        let (code, message) = Self.meaning(of: Int(tape.status), maximumDepth: maximumDepth)
        let hasPlace = ![.tooLarge, .outOfMemory].contains(code)
        self.init(code: code, message: message, offset: hasPlace ? Int(tape.error_offset) : nil)
    }

    static func tooLarge(_ count: Int, maximumSize: Int) -> Self {
        Self(code: .tooLarge, message: "the document has \(count) bytes, \(maximumSize) are allowed")
    }

    private static func meaning(of status: Int, maximumDepth: Int) -> (Code, String) {
        switch status {
        case JSON_EMPTY: (.empty, "the document is empty")
        case JSON_BAD_UTF8: (.invalidUTF8, "the document is not valid UTF-8")
        case JSON_TOO_DEEP: (.tooDeep, "the document nests deeper than \(maximumDepth) levels")
        case JSON_TOO_LARGE: (.tooLarge, "the document has 4 GiB or more")
        case JSON_OUT_OF_MEMORY: (.outOfMemory, "there is no memory for the parser's buffers")
        default: (.syntax, fault(status))
        }
    }

    private static func fault(_ status: Int) -> String {
        switch status {
        case JSON_UNEXPECTED_END: "the document ends before its value does"
        case JSON_EXPECTED_VALUE: "a value was expected"
        case JSON_EXPECTED_KEY: "a member's name in double quotes was expected"
        case JSON_EXPECTED_COLON: "a colon was expected after the member's name"
        case JSON_EXPECTED_COMMA_OR_END: "a comma or the end of the value was expected"
        case JSON_TRAILING_CONTENT: "there is more after the value"
        case JSON_BAD_NUMBER: "the number is not well formed"
        case JSON_BAD_LITERAL: "true, false or null was expected"
        case JSON_BAD_ESCAPE: "the escape in the string is not well formed"
        case JSON_CONTROL_CHARACTER: "a control character in a string has to be escaped"
        case JSON_UNCLOSED_STRING: "the string is not closed"
        default: "the parser cannot read the document"
        }
    }
}
