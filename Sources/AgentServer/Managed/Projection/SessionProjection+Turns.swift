internal import Domain
internal import JSON
internal import Journal

/// Beginnings and ends of turns.
extension SessionProjection {
    mutating func accepted(_ event: JournalEvent, _ body: JSONObject) {
        guard let turn = event.turn, let prompt = Prompt(body, accepted: event.number) else { return }
        turns.append(Turn(id: turn, prompt: prompt))
    }

    mutating func begin(_ id: TurnID) {
        guard let index = turns.firstIndex(where: { $0.id == id }) else {
            turns.append(Turn(id: id, hasBegun: true))
            return run()
        }
        guard !turns[index].hasBegun else { return }
        turns[index].hasBegun = true
        run()
        guard let prompt = turns[index].prompt else { return }
        turns[index].prompt = nil
        emit("user.message", id: ids.sent(prompt.uuid), ["content": prompt.content], accepted: prompt.accepted)
    }

    /// The session runs, if it did not.
    mutating func run() {
        waiting = nil
        guard status != .running else { return }
        status = .running
        usage.run(at: time)
        emitThread("running")
        emit("session.status_running")
    }

    mutating func interruptRequested(_ event: JournalEvent, _ body: JSONObject) {
        guard let uuid = body["uuid"]?.string else { return }
        interrupts.append(Interrupt(uuid: uuid, accepted: event.number))
        if turns.isEmpty { applyInterrupts() }
    }

    mutating func end(_ id: TurnID, _ ending: TurnEnding?) {
        begin(id)
        turns.removeAll { $0.id == id }
        let conclusion = TurnConclusion(ending, result: result, refusal: refusal)
        if let metered = ending?.metered { usage.ended(metered: metered) }
        closeMessage(keepsText: ending?.outcome == .done)
        closeRequest(isError: true)
        if ending?.outcome != .done { endCalls() }
        if case .failed(let error, _) = conclusion { emit("session.error", ["error": error.json(retry: "exhausted")]) }
        applyInterrupts()
        endChildren()
        (result, refusal, calls, waiting) = (nil, nil, [], nil)
        if turns.isEmpty { rest(conclusion.stopReason, conclusion.stopDetails) }
    }

    /// Calls that the turn has left open have a result all the same, or what comes after them would be no conversation.
    private mutating func endCalls() {
        for call in calls { returned(call.id, ["content": "The turn was over before this call had a result.", "is_error": true]) }
    }

    private mutating func applyInterrupts() {
        for interrupt in interrupts { emit("user.interrupt", id: ids.sent(interrupt.uuid), accepted: interrupt.accepted) }
        interrupts = []
    }

    /// The session rests until somebody says something.
    mutating func rest(_ stopReason: JSONValue, _ details: JSONValue? = nil) {
        status = .idle
        usage.rest(at: time)
        var fields: JSONObject = ["stop_reason": stopReason]
        if let details { fields.append("stop_details", details) }
        emitThread("idle", fields)
        var figures: JSONObject = ["usage": .object(usage.json)]
        if let budget { figures.append("budget", budget) }
        emit("session.usage", figures)
        emit("session.status_idle", fields)
    }

    mutating func emitThread(_ state: String, _ more: JSONObject = JSONObject()) {
        var fields: JSONObject = ["session_thread_id": .string(ids.primaryThread), "agent_name": .string(agentName)]
        for (key, value) in more { fields.append(key, value) }
        emit("session.thread_status_\(state)", fields)
    }

    mutating func updated(_ body: JSONObject) {
        if let agent = body["agent"], agent.object != nil {
            change(to: agent)
            agentChange = number
        }
        if let new = body["budget"] { budget = new.present }
        emit("session.updated", JSONObject(body.filter { $0.key != "change" }))
    }

    mutating func change(to agent: JSONValue) {
        tools = ManagedTools(agent: agent)
        agentName = agent["name"]?.string ?? agentName
    }

    mutating func terminate() {
        guard status != .terminated else { return }
        status = .terminated
        usage.rest(at: time)
        emitThread("terminated")
        emit("session.status_terminated")
    }
}

extension SessionProjection.Prompt {
    /// Reads a `prompt.accepted`.
    init?(_ body: JSONObject, accepted number: Int) {
        guard let uuid = (body["uuid"] ?? body["id"])?.string else { return nil }
        let content = body["content"] ?? body["text"] ?? .array([])
        let blocks = content.string.map { JSONValue.array([["type": "text", "text": .string($0)]]) } ?? content
        self.init(uuid: uuid, content: blocks, accepted: number)
    }
}
