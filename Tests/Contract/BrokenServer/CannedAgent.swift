internal import JSON

/// Answers a prompt as the real agent does with the offline model, as far as the suite looks.
struct CannedAgent {
    enum Step {
        case pause(Duration)
        case message(JSONValue)
        case done
        case failed(String)
    }

    let fault: Fault?
    let conversation: Memory.Conversation
    private let messages: CannedMessages

    init(fault: Fault?, conversation: Memory.Conversation) {
        self.fault = fault
        self.conversation = conversation
        messages = CannedMessages(fault: fault, agentSession: conversation.agentSession)
    }

    func script(for prompt: String) -> [Step] {
        let orders = CannedOrder.list(in: prompt)
        let start = [Step.message(messages.initialization())]
        if fault == .dashIsFlag, prompt.hasPrefix("-") { return start + failure("unknown option \(prompt)") }
        for case .error(let reason) in orders { return start + failure(reason) }
        for case .refuse in orders { return start + failure("refused", stop: fault == .hidesRefusal ? "end_turn" : "refusal") }
        let content = steps(for: orders, prompt)
        let answer = content.compactMap { Self.text(of: $0) }.joined()
        let end = [Step.message(messages.result(answer))] + (fault == .resultNotLast ? start : [])
        return old() + (fault == .initComesLate ? content + start : start + content) + end + [.done]
    }

    private func old() -> [Step] {
        guard fault == .replaysHistory else { return [] }
        return conversation.prompts.dropLast().map { .message(messages.assistant([["type": "text", "text": .string($0)]])) }
    }

    private func failure(_ reason: String, stop: String = "end_turn") -> [Step] {
        let result = messages.result(reason, isError: true, stop: stop)
        return [.message(messages.assistant([messages.text(reason)])), .message(result), .failed(reason)]
    }

    private func steps(for orders: [CannedOrder], _ prompt: String) -> [Step] {
        let steps = orders.flatMap { self.steps(for: $0, prompt) }
        let isAnswered = steps.contains { if case .message = $0 { true } else { false } }
        return isAnswered ? steps : steps + [say(memoryAnswer(prompt))]
    }

    private func steps(for order: CannedOrder, _ prompt: String) -> [Step] {
        switch order {
        case .error, .refuse: []
        case .stall(let duration), .slow(let duration): [.pause(duration)]
        case .say(let text): [say(text)]
        case .size(let bytes): [say(String(repeating: "x", count: bytes))]
        case .think(let text): [.message(messages.assistant([messages.thinking(text)]))]
        case .echoSystem: [say(fault == .namesNoSources ? "Be brief." : "Name what you used under \"Sources:\".")]
        case .tool(let name, let input): toolSteps(name, input)
        }
    }

    private func toolSteps(_ name: String, _ input: JSONValue) -> [Step] {
        let id = "toolu_\(Memory.uuid())"
        let ran: JSONValue = ["content": .string("ran: \(input)"), "is_error": false]
        let refused: JSONValue = ["content": .string("No such tool available: \(name)"), "is_error": true]
        return [
            .message(messages.assistant([messages.toolUse(id, name, input)])),
            .message(messages.toolResult(id, fault == .runsTools ? ran : refused)),
        ]
    }

    private func say(_ text: String) -> Step { .message(messages.assistant([messages.text(text)])) }

    private func memoryAnswer(_ prompt: String) -> String {
        let said = fault == .asciiOnly ? String(prompt.filter(\.isASCII)) : prompt
        let number = conversation.prompts.count
        let ending = [1: "st", 2: "nd", 3: "rd"][number] ?? "th"
        let first = conversation.prompts[0].prefix(200)
        return "This is your \(number)\(ending) message; the first was \"\(first)\". You said: \"\(said.prefix(200))\"."
    }

    private static func text(of step: Step) -> String? {
        guard case .message(let message) = step, message["type"]?.string == "AssistantMessage" else { return nil }
        return message["content"]?[0]?["text"]?.string
    }
}
