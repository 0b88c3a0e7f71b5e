import EventLoop
import JSON
import Testing

/// One run of the program, real or imitated, with all that it said.
final class AgentProcess {
    private static let longestLine = 16 << 20

    private let child: ChildProcess
    private var lines: ByteLines
    private var isAtEnd = false
    private var asked: [String: String] = [:]
    private var requestCount = 0
    /// Every frame so far with its label.
    private(set) var frames: [(label: String, frame: JSONValue)] = []
    /// How the program ended: its status and what it wrote on standard error. Known after `end`.
    private(set) var ending = ""
    /// Answers the program's own requests: the payload of a success, or nil for silence.
    var answer: (JSONValue) -> JSONValue? = { _ in [:] }

    init(_ command: ProcessCommand, on loop: EventLoop) async throws {
        child = try await ChildProcess.spawn(command, on: loop)
        lines = ByteLines(child.standardOutput, limit: Self.longestLine)
    }

    var pid: Int32 { child.pid }

    func signal(_ number: Int32) { child.send(signal: number) }

    func send(_ frame: JSONObject) async throws {
        try await sendLine(JSONValue.object(frame).serializedString())
    }

    func sendLine(_ line: String) async throws {
        try await child.standardInput.write(Array(line.utf8) + [0x0A])
    }

    /// Sends a prompt and does not wait.
    func prompt(_ text: String, _ members: JSONObject = [:]) async throws {
        let message: JSONValue = ["role": "user", "content": .string(text)]
        let frame: JSONObject = ["type": "user", "session_id": "", "message": message, "parent_tool_use_id": nil]
        try await send(frame.merging(members))
    }

    /// Sends a control request and gives its id.
    @discardableResult
    func request(_ subtype: String, _ members: JSONObject = [:]) async throws -> String {
        requestCount += 1
        let id = "req_\(requestCount)"
        asked[id] = subtype
        let request: JSONObject = ["subtype": .string(subtype)]
        try await send(["type": "control_request", "request_id": .string(id), "request": .object(request.merging(members))])
        return id
    }

    /// Sends a control request and waits for its answer.
    @discardableResult
    func call(_ subtype: String, _ members: JSONObject = [:]) async throws -> JSONValue {
        let id = try await request(subtype, members)
        return try await until { $0["response"]?["request_id"]?.string == id }
    }

    /// A prompt and its turn, to the end.
    func turn(_ text: String, _ members: JSONObject = [:]) async throws {
        try await prompt(text, members)
        try await idle()
    }

    /// Waits until the turn is over.
    func idle() async throws {
        try await until { $0["subtype"] == "session_state_changed" && $0["state"] == "idle" }
    }

    /// Reads, answers the program's requests, and stops after the first frame that is the one.
    @discardableResult
    func until(_ isIt: (JSONValue) -> Bool) async throws -> JSONValue {
        while let frame = try await next() {
            if isIt(frame) { return frame }
        }
        let seen = frames.map(\.label).joined(separator: ", ")
        throw IOError(.closed, "wait for a frame; the program ended after: \(seen); standard error: \(try await errorText())")
    }

    /// Closes the input, reads all that is left and waits for the exit.
    @discardableResult
    func end() async throws -> String {
        child.standardInput.closeWhenDrained()
        while try await next() != nil {}
        let complaint = try await errorText()
        let status = try await child.waitForExit()
        child.closeStreams()
        ending = "\(status) \(complaint)"
        return ending
    }

    /// Ends the program at once and waits for that; for when a scenario broke off.
    func kill() async {
        child.send(signal: 9)
        _ = try? await child.waitForExit()
        child.closeStreams()
    }

    private func next() async throws -> JSONValue? {
        guard !isAtEnd, let line = try await lines.next() else {
            isAtEnd = true
            return nil
        }
        let frame = try JSONValue(parsing: line)
        frames.append((FrameLabel.of(frame, asked: asked), frame))
        if frame["type"] == "control_request" { try await reply(to: frame) }
        return frame
    }

    private func reply(to frame: JSONValue) async throws {
        guard let payload = answer(frame["request"] ?? .null) else { return }
        var response: JSONObject = ["subtype": "success", "request_id": frame["request_id"] ?? .null, "response": payload]
        if let error = payload["fail"] {
            response = ["subtype": "error", "request_id": frame["request_id"] ?? .null, "error": error]
        }
        try await send(["type": "control_response", "response": .object(response)])
    }

    private func errorText() async throws -> String {
        var bytes: [UInt8] = []
        while let more = try await child.standardError?.read() { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }
}
