import JSON

/// One turn, told in order: what the orders in the prompt say, and where they say nothing, what the real program does.
final class Turn {
    /// The host interrupted the turn, or SIGINT did.
    struct Interruption: Error {}

    /// What a turn costs, in hundred-thousandths of a dollar.
    static let cost = 8

    let program: Program
    let prompt: Prompt
    var outcome = Outcome()
    /// What the agent says, when an order replaced the memory's answer.
    var answer: String?
    /// Milliseconds between two frames.
    var gap = 0
    var saysIdle = true
    /// The exit status with which the program leaves right after the result.
    var statusAfterResult: Int32?
    private let orders: [(mode: Mode, arguments: Words)]
    private let messageID = "msg_fake_" + UUID.random()
    private let start = Moment.now
    private let promptUUID: String

    init(_ program: Program, _ prompt: Prompt) throws(Misuse) {
        self.program = program
        self.prompt = prompt
        promptUUID = prompt.uuids.first ?? UUID.random()
        orders = try TurnModes.orders(in: program.standingOrders + Directive.all(in: prompt.text))
    }

    func run() throws {
        do {
            try follow(.opening)
            try open()
            try speak()
            try follow(.result)
        } catch is Interruption {
            abort()
        }
        try finish()
    }

    private func follow(_ point: Mode.Point) throws {
        for order in orders where order.mode.point == point { try order.mode.run(self, order.arguments) }
    }

    private func open() throws {
        program.conversation.cost += Self.cost
        try send(Frame.sessionState("running", sessionID))
        for uuid in prompt.uuids { program.send(Frame.lifecycle("started", of: uuid, sessionID)) }
        try send(Frame.systemInit(program, uuids: prompt.uuids))
        program.conversation.addPrompt(prompt.text, uuid: promptUUID).forEach(program.send)
    }

    private func speak() throws {
        try follow(.body)
        try say(answer ?? memory)
    }

    /// Proof that earlier turns are known.
    var memory: String {
        "turn \(program.conversation.turns); first prompt was \(program.conversation.firstPrompt ?? "")"
    }

    private func finish() throws {
        program.conversation.addEnd(lastPrompt: prompt.text).forEach(program.send)
        if outcome.text.isEmpty, !outcome.isError { outcome.text = answer ?? memory }
        let index = program.conversation.nextResultIndex()
        let milliseconds = Moment.now - start
        program.lastResultIsError = outcome.isError
        program.send(Frame.result(outcome, program.conversation, index: index, model: program.model, milliseconds: milliseconds))
        if let status = statusAfterResult { throw Ending(status: status) }
        try follow(.afterResult)
        for uuid in prompt.uuids { program.send(Frame.lifecycle("completed", of: uuid, sessionID)) }
        if saysIdle { program.send(Frame.sessionState("idle", sessionID)) }
        try follow(.afterIdle)
    }

    /// What an interrupt makes of a turn.
    private func abort() {
        let marker = Frame.interruptionMarker("[Request interrupted by user]")
        program.send(Frame.tagged(marker, sessionID))
        outcome = .failure("error_during_execution", "aborted_streaming", ["Request was aborted."])
        program.isInterrupted = program.isEndingBySignal
    }
}

/// What a turn can send.
extension Turn {
    var sessionID: String { program.conversation.id }

    /// Sends one frame and keeps the pace.
    func send(_ frame: JSONObject) throws {
        program.send(frame)
        if gap > 0 { try program.pause(gap) }
    }

    /// Sends one frame with ids of its own.
    func sendTagged(_ frame: JSONObject) throws {
        try send(Frame.tagged(frame, sessionID))
    }

    /// The agent says something: as events when partial messages were asked for, then whole.
    func say(_ text: String) throws {
        let block: JSONValue = ["type": "text", "text": .string(text)]
        guard program.options.has("include-partial-messages") else { return try sayBlock(block) }
        try StreamEvents.opening(messageID, model: program.model).forEach { try sendTagged(Frame.streamEvent($0)) }
        try sendTagged(Frame.streamEvent(StreamEvents.delta(text)))
        try sayBlock(block)
        try StreamEvents.closing.forEach { try sendTagged(Frame.streamEvent($0)) }
    }

    func sayBlock(_ block: JSONValue) throws {
        let frame = Frame.assistant(block, messageID: messageID, model: program.model, uuids: prompt.uuids)
        let uuid = UUID.random()
        try send(Frame.tagged(frame, sessionID, uuid: uuid))
        program.conversation.addAnswer(frame["message"] ?? .null, uuid: uuid).forEach(program.send)
    }

    /// The agent calls a tool and gets this from it.
    func callTool(_ name: String, _ input: JSONValue, id: String, result: String, isError: Bool = false) throws {
        try sayBlock(Frame.toolUse(name, input, id: id))
        try giveToolResult(result, isError: isError, id: id)
    }

    func giveToolResult(_ text: String, isError: Bool, id: String) throws {
        let frame = Frame.toolResult(text, isError: isError, id: id)
        let uuid = UUID.random()
        try send(Frame.tagged(frame, sessionID, uuid: uuid))
        program.conversation.addToolResult(frame["message"] ?? .null, uuid: uuid).forEach(program.send)
        outcome.turnCount += 1
    }

    func toolID() -> String { "toolu_fake_" + UUID.random() }
}
