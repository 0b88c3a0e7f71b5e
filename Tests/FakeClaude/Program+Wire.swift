import Glibc
import JSON

/// Frames in and out.
extension Program {
    func send(_ frame: JSONObject) {
        var frame = frame
        if typeGoesLast, let type = frame.removeValue(forKey: "type") { frame.append("type", type) }
        write(JSONValue.object(frame).serialized() + [0x0A])
    }

    func write(_ bytes: [UInt8]) { Output.standardOutput.write(bytes) }

    /// Takes one event from the host, or gives up after so many milliseconds (-1: never).
    func pump(within milliseconds: Int) throws {
        let (wait, isForLate) = responses.shorten(milliseconds)
        switch input.next(within: wait) {
        case .line(let line): try take(line)
        case .end: record.note("eof")
        case .interrupt:
            isInterrupted = !isDeaf
            isEndingBySignal = !isDeaf
        case .timeout:
            if isForLate { responses.due().forEach(send) }
        }
    }

    private func take(_ line: [UInt8]) throws {
        alarm(Self.longestSilence)
        guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) else { return }
        record.note("stdin", ["line": .string(String(decoding: line, as: UTF8.self))])
        guard let frame = try? JSONValue(parsing: line), frame.object != nil else {
            Output.standardError("Error parsing streaming input line (type=unknown, \(line.count) chars): SyntaxError\n")
            throw Ending(status: 1)
        }
        try take(frame)
    }

    private func take(_ frame: JSONValue) throws {
        switch frame["type"]?.string {
        case "user": try takePrompt(frame)
        case "control_request": try HostRequests.answer(frame, self)
        case "control_response":
            guard let response = frame["response"], let id = response["request_id"]?.string else { return }
            answers[id] = response
        default: break
        }
    }

    private func takePrompt(_ frame: JSONValue) throws {
        let role = frame["message"]?["role"]?.string ?? "undefined"
        guard role == "user" else {
            Output.standardError("Error: Expected message role 'user', got '\(role)'\n")
            throw Ending(status: 1)
        }
        let prompt = Prompt(frame)
        guard runningTurn != nil else { return queue.append(prompt) }
        waiting.append(prompt)
        for uuid in prompt.uuids { send(Frame.lifecycle("queued", of: uuid, conversation.id)) }
    }

    /// Tells the host that there is work, unless it knows.
    func announceRunning() {
        guard isIdle else { return }
        isIdle = false
        send(Frame.sessionState("running", conversation.id))
    }

    /// Tells the host that nothing is owed, when that is so.
    func announceIdle() {
        guard queue.isEmpty, waiting.isEmpty else { return }
        isIdle = true
        send(Frame.sessionState("idle", conversation.id))
    }

    /// Sends a request to the host and waits for its answer; nil when the host closed its side.
    func ask(_ request: JSONObject) throws -> JSONValue? {
        let id = UUID.random()
        sendRequest(id, request)
        return try answer(to: id)
    }

    func sendRequest(_ id: String, _ request: JSONObject) {
        openRequests.insert(id)
        send(Frame.controlRequest(id, request))
    }

    func answer(to id: String) throws -> JSONValue? {
        while true {
            if let answer = answers.removeValue(forKey: id) {
                openRequests.remove(id)
                return answer
            }
            if input.isAtEnd { return nil }
            if isInterrupted, runningTurn != nil { throw Turn.Interruption() }
            try pump(within: -1)
        }
    }

    /// Waits, with an ear for the host; an interrupt ends it.
    func pause(_ milliseconds: Int) throws {
        let deadline = Moment.now + milliseconds
        while true {
            if isInterrupted, runningTurn != nil { throw Turn.Interruption() }
            let left = deadline - Moment.now
            guard left > 0 else { return }
            try pump(within: left)
        }
    }

    /// Hangs for good: reads nothing, answers nothing, ends by signals only.
    func hang() -> Never {
        while true { Glibc.pause() }
    }
}
