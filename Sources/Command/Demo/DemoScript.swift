/// What the demo asks, and what it must be answered.
struct DemoScript: Sendable {
    let isOffline: Bool

    static let name = "Wren"

    /// The three prompts; the third is asked of another server.
    static let prompts = [
        "Hello, my name is \(name).",
        "What is my name?",
        "And now, what is my name?",
    ]

    /// Why an answer is not what it should be, or `nil` when it is.
    func fault(in answer: String, to number: Int) -> String? {
        guard !answer.isEmpty else { return "the answer is empty" }
        guard !isOffline else { return offlineFault(answer, number) }
        return number == 1 || answer.contains(Self.name) ? nil : "the answer does not know the name \(Self.name): \(answer)"
    }

    /// The offline model says which message it was and how the conversation began.
    private func offlineFault(_ answer: String, _ number: Int) -> String? {
        let ordinal = ["1st", "2nd", "3rd"][min(max(number, 1), 3) - 1]
        let expected = "This is your \(ordinal) message; the first was \"\(Self.prompts[0])"
        return answer.hasPrefix(expected) ? nil : "the answer should begin with \(expected) but is: \(answer)"
    }
}
