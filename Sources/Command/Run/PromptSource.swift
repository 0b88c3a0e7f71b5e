internal import EventLoop

/// Where a run's prompts come from: the argument, else `PROMPT`, else standard input.
public actor PromptSource {
    private let first: String?
    private var waiting: String?
    private let isInteractive: Bool
    private let readsInput: Bool
    private let patience: Duration?
    private let input: StandardInput
    private let lines: InputLines

    /// How long standard input may stay silent when nobody asked for it with `-`.
    private static let patience = Duration.seconds(10)

    /// The prompts of `invocation`. The image's entrypoint reads `PROMPT` alone.
    public init(_ invocation: Invocation, input: StandardInput = StandardInput()) throws(CommandError) {
        let asksForInput = invocation.words.first == "-"
        let given = asksForInput ? nil : invocation.words.first ?? invocation.values.text(.prompt)
        first = given
        isInteractive = try invocation.values.isOn(.interactive)
        readsInput = isInteractive || asksForInput || (given == nil && !invocation.isImage && !input.isTerminal)
        patience = isInteractive || asksForInput ? nil : Self.patience
        self.input = input
        lines = InputLines(input, limit: PromptText.limit)
    }

    /// Makes sure that there is a first prompt, before anything is started for it.
    ///
    /// - Throws: `CommandError` with status 2 when there is none, naming the ways to give one.
    public func open() async throws {
        if let text = first.map({ String($0.trimmed) }), !text.isEmpty {
            waiting = text
        } else if readsInput, let text = try await fromInput(), !text.isEmpty {
            waiting = text
        } else {
            throw Self.missing
        }
    }

    /// The next prompt, or `nil` when there is none.
    public func next() async throws -> String? {
        if let text = waiting {
            waiting = nil
            return text
        }
        return isInteractive ? try await lines.next() : nil
    }

    private func fromInput() async throws -> String? {
        guard !isInteractive else { return try await lines.next() }
        do {
            return try PromptText.checked(try await input.readAll(upTo: PromptText.limit, firstWithin: patience))
        } catch let error as IOError where error.code == .timedOut {
            return nil
        } catch let error as IOError where error.code == .tooLong {
            throw CommandError(
                .data,
                "the prompt on standard input is longer than \(PromptText.limit) bytes; let the agent read a file instead"
            )
        }
    }

    private static let missing = CommandError(
        .missingPrompt,
        "error: PROMPT env var is required, or a prompt as an argument (roost run 'What is a roost?'), or on standard input (roost run -)",
        isWholeLine: true
    )
}
