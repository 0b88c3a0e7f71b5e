import JSON

/// What the program remembers: which session this is, how many turns it had, how it began, what it cost.
struct Conversation {
    private(set) var id: String
    private(set) var turns = 0
    private(set) var firstPrompt: String?
    /// The cost so far in hundred-thousandths of a dollar; a resumed session continues the saved total.
    var cost = 0
    private(set) var results = 0
    /// The call that was put off last, if nothing has become of it since.
    private(set) var callPutOff: ToolCall?
    private var lastUUID: JSONValue = .null
    private var folders: (config: String, working: String)?
    private let isMirrored: Bool

    /// A new conversation. Without a config folder nothing is written.
    init(id: String, configFolder: String?, workingDirectory: String, isMirrored: Bool) {
        self.id = id
        folders = configFolder.map { ($0, workingDirectory) }
        self.isMirrored = isMirrored
    }

    var transcript: Transcript? {
        folders.map { Transcript(sessionID: id, configFolder: $0.config, workingDirectory: $0.working) }
    }

    /// Goes on in another working folder.
    mutating func move(to workingDirectory: String) {
        folders?.working = workingDirectory
    }

    /// Takes over what a transcript tells.
    mutating func load(_ entries: [JSONObject]) {
        for entry in entries {
            if let uuid = entry["uuid"]?.string { lastUUID = .string(uuid) }
            if entry["type"]?.string == "user", let text = entry["message"]?["content"]?.string { begin(text) }
            if entry["type"]?.string == Self.putOffType { callPutOff = ToolCall(entry["call"]) }
            if let dollars = entry["totalCostUSD"]?.double { cost = Int((dollars * 100_000).rounded()) }
        }
    }

    private mutating func begin(_ prompt: String) {
        turns += 1
        if firstPrompt == nil { firstPrompt = prompt }
    }

    /// Counts a turn and writes its prompt down; gives the mirror frame to send, if there is a mirror.
    mutating func addPrompt(_ text: String, uuid: String) -> [JSONObject] {
        begin(text)
        let entry = self.entry("user", message: ["role": "user", "content": .string(text)], uuid: uuid)
        return write([queueOperation("enqueue", ["content": .string(text)]), queueOperation("dequeue"), entry])
    }

    /// Writes an assistant's message down.
    mutating func addAnswer(_ message: JSONValue, uuid: String) -> [JSONObject] {
        write([entry("assistant", message: message, uuid: uuid)])
    }

    /// Writes a tool's result down.
    mutating func addToolResult(_ message: JSONValue, uuid: String) -> [JSONObject] {
        write([entry("user", message: message, uuid: uuid)])
    }

    private static let putOffType = "fake-put-off"

    /// Writes down that a call was put off.
    mutating func putOff(_ call: ToolCall) -> [JSONObject] {
        callPutOff = call
        return write([["type": .string(Self.putOffType), "call": call.json, "sessionId": .string(id)]])
    }

    /// It has been decided about.
    mutating func settlePutOff() {
        guard callPutOff != nil else { return }
        callPutOff = nil
        _ = write([["type": .string(Self.putOffType), "call": nil, "sessionId": .string(id)]])
    }

    /// What ends a turn in the file.
    mutating func addEnd(lastPrompt: String) -> [JSONObject] {
        write([["type": "last-prompt", "lastPrompt": .string(lastPrompt), "leafUuid": lastUUID, "sessionId": .string(id)]])
    }

    /// What ends the file at a clean exit.
    func addCost() -> [JSONObject] {
        guard turns > 0 else { return [] }
        return write([["type": "cost-state", "sessionId": .string(id), "totalCostUSD": dollars]])
    }

    var dollars: JSONValue { Self.dollars(cost) }

    /// Hundred-thousandths of a dollar as dollars.
    static func dollars(_ cost: Int) -> JSONValue {
        .number(cost == 0 ? JSONNumber(0) : JSONNumber(Double(cost) / 100_000))
    }

    /// The number of the next result, from 0.
    mutating func nextResultIndex() -> Int {
        defer { results += 1 }
        return results
    }

    /// Starts anew under another id, as `/clear` does.
    mutating func reset(to newID: String) {
        id = newID
        turns = 0
        firstPrompt = nil
        cost = 0
        lastUUID = .null
    }

    private func write(_ entries: [JSONObject]) -> [JSONObject] {
        guard let transcript else { return [] }
        transcript.append(entries)
        guard isMirrored else { return [] }
        return [["type": "transcript_mirror", "filePath": .string(transcript.path), "entries": .array(entries.map { .object($0) })]]
    }

    private mutating func entry(_ type: String, message: JSONValue, uuid: String) -> JSONObject {
        defer { lastUUID = .string(uuid) }
        return [
            "parentUuid": lastUUID, "isSidechain": false, "type": .string(type), "message": message, "uuid": .string(uuid),
            "timestamp": .string(Moment.timestamp), "userType": "external", "cwd": .string(folders?.working ?? "/"),
            "sessionId": .string(id), "version": .string(Release.version), "gitBranch": "HEAD",
        ]
    }

    private func queueOperation(_ operation: String, _ members: JSONObject = [:]) -> JSONObject {
        let entry: JSONObject = [
            "type": "queue-operation", "operation": .string(operation), "timestamp": .string(Moment.timestamp), "sessionId": .string(id),
        ]
        return entry.merging(members)
    }
}
