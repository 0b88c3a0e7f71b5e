public import ClaudeAgent

/// Shows a run: activity and answers, or every frame as it came.
public actor RunPrinter {
    private let printsFrames: Bool
    private let output: StandardStream
    private let talk: StandardStream
    private var answer: String?

    /// A printer of frames (`--json`), or of activity and answers.
    public init(printsFrames: Bool, output: StandardStream = .output, talk: StandardStream = .error) {
        self.printsFrames = printsFrames
        self.output = output
        self.talk = talk
    }

    /// Takes a frame.
    ///
    /// - Throws: `IOError` when nobody reads any more.
    public func show(_ message: AgentMessage) throws {
        if printsFrames { try output.write(message.raw + [0x0A]) }
        guard !printsFrames else { return }
        if let line = Activity.line(for: message) { talk.say(line) }
        if case .result(let result) = message.kind, result.failure == nil { answer = result.text }
    }

    /// Prints the answer of a turn that is over. A turn may have several results; the last one holds it.
    public func finishTurn() throws {
        guard let text = answer, !text.isEmpty else { return }
        answer = nil
        try output.line(text)
    }
}
