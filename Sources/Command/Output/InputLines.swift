internal import EventLoop

/// Standard input line by line: each is a prompt. One caller at a time.
public actor InputLines {
    private let input: StandardInput
    private var framer: LineFramer
    private var waiting: ArraySlice<[UInt8]> = []
    private var isOver = false

    /// The lines of `input`, each of at most `limit` bytes.
    public init(_ input: StandardInput, limit: Int) {
        self.input = input
        framer = LineFramer(limit: limit)
    }

    /// The next line that is not blank, or `nil` at the end.
    ///
    /// - Throws: `IOError` when reading fails or a line is too long, `CommandError` when it is no UTF-8.
    public func next() async throws -> String? {
        while true {
            while let line = waiting.popFirst() {
                let text = try PromptText.checked(line)
                if !text.isEmpty { return text }
            }
            guard !isOver else { return nil }
            if let bytes = try await input.read() {
                waiting = try framer.push(bytes)[...]
            } else {
                isOver = true
                waiting = framer.finish().map { [$0] } ?? []
            }
        }
    }
}

/// A prompt as bytes from outside.
enum PromptText {
    /// The most a prompt may have, in bytes.
    static let limit = 1_048_576

    /// The text without white space at its ends.
    ///
    /// - Throws: `CommandError` when it is no UTF-8.
    static func checked(_ bytes: [UInt8]) throws(CommandError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError(.data, "the prompt on standard input is not UTF-8; convert it first")
        }
        return String(text.trimmed)
    }
}
