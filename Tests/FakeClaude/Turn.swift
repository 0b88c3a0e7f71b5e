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
    var saysAnswer = true
    var saysIdle = true
    /// The exit status with which the program leaves right after the result.
    var statusAfterResult: Int32?
    /// Tasks that end after the turn; each starts a turn of its own then.
    var backgroundTasks: [BackgroundTask] = []
    /// The tool call that is not done yet.
    var openTool: String?
    /// The message that is being streamed.
    var openStream: StreamEvents?
    private(set) var messageID = "msg_fake_" + UUID.random()
    private let orders: [(mode: Mode, arguments: Words)]
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
            try prompt.isClear ? clear() : converse()
            try follow(.result)
        } catch is Interruption {
            program.conversation.settlePutOff()
            abort()
        } catch let putOff as ToolCall.PutOff {
            endWith(putOff.call)
        }
        try finish()
        try follow(.afterIdle)
        for task in backgroundTasks { try task.finish(in: program) }
    }

    private func follow(_ point: Mode.Point) throws {
        for order in orders where order.mode.point == point { try order.mode.run(self, order.arguments) }
    }

    /// The model's next message is another one.
    func beginMessage() { messageID = "msg_fake_" + UUID.random() }

    /// The turn is over for now: its call has been put off.
    private func endWith(_ call: ToolCall) {
        program.conversation.putOff(call).forEach(program.send)
        outcome.terminalReason = "tool_deferred"
        outcome.stopReason = "tool_use"
        outcome.text = "put off"
        outcome.extra["deferred_tool_use"] = call.json
    }

    /// What a conversation goes on with that ended with a call that was put off.
    private func takeUp(_ call: ToolCall) throws {
        try send(Frame.systemInit(program, uuids: []))
        try call.make(in: self)
        try say(memory)
    }

    private func converse() throws {
        program.announceRunning()
        if let call = prompt.call { return try takeUp(call) }
        try sendLifecycle("started")
        try send(Frame.systemInit(program, uuids: prompt.uuids))
        program.conversation.addPrompt(prompt.text, uuid: promptUUID).forEach(program.send)
        try follow(.body)
        if saysAnswer { try say(answer ?? memory) }
    }

    private func sendLifecycle(_ state: String) throws {
        for uuid in prompt.uuids {
            if state == "started", !prompt.hasWaited { program.send(Frame.lifecycle("queued", of: uuid, sessionID)) }
            program.send(Frame.lifecycle(state, of: uuid, sessionID))
        }
    }

    /// Proof that earlier turns are known.
    private var memory: String {
        "turn \(program.conversation.turns); first prompt was \(program.conversation.firstPrompt ?? "")"
    }

    private func finish() throws {
        if !prompt.isClear { program.conversation.addEnd(lastPrompt: prompt.text).forEach(program.send) }
        if outcome.text.isEmpty, !outcome.isError, !prompt.isClear { outcome.text = answer ?? memory }
        if !outcome.isWithoutModel { program.conversation.cost += Self.cost }
        outcome.extra["origin"] = prompt.origin
        program.lastResultIsError = outcome.isError
        program.send(result().frame)
        if let status = statusAfterResult { throw Ending(status: status) }
        try follow(.afterResult)
        try sendLifecycle("completed")
        if saysIdle { program.announceIdle() }
    }

    func result() -> ResultFrame {
        ResultFrame(
            outcome: outcome,
            conversation: program.conversation,
            model: program.model,
            index: program.conversation.nextResultIndex(),
            milliseconds: Moment.now - start,
            uuids: prompt.uuids
        )
    }
}
