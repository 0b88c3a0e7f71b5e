public import JSON

/// One frame from the CLI: its bytes, its JSON and a typed view (protocol notes 3 and 9).
///
/// Types, subtypes and fields this library does not know are kept and passed on; key order does not matter.
public struct AgentMessage: Sendable {
    /// The line as it came, without its end. Pass these on where the frame is to arrive unchanged.
    public let raw: [UInt8]
    /// The parsed line.
    public let json: JSONObject
    /// The typed view.
    public let kind: Kind

    /// Parses one line of the CLI's standard output.
    ///
    /// - Throws: ``AgentError/Code/jsonDecode`` when the line is not JSON, ``AgentError/Code/messageParse`` when it is no object.
    public init(parsing line: [UInt8]) throws(AgentError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: line)
        } catch {
            let message = "a line of \(line.count) bytes from the CLI is not JSON: \(error.message); check what else writes to its output"
            throw AgentError(.jsonDecode, message, detail: .line(byteCount: line.count, limit: nil), underlying: error)
        }
        guard let object = value.object else {
            throw AgentError(.messageParse, "a line of \(line.count) bytes from the CLI is JSON but no object; a frame is one object")
        }
        self.init(object, raw: line)
    }

    /// Makes a frame of this host's own, such as `mirror_error`.
    public init(_ json: JSONObject) {
        self.init(json, raw: JSONValue.object(json).serialized())
    }

    private init(_ json: JSONObject, raw: [UInt8]) {
        self.raw = raw
        self.json = json
        self.kind = Kind(json)
    }

    /// Parses a line, or skips it: `nil` for blank lines and for noise, which is whatever does not begin with `{`.
    ///
    /// - Throws: As ``init(parsing:)``, for lines that begin with `{`.
    public static func parse(line: [UInt8]) throws(AgentError) -> AgentMessage? {
        guard let first = line.first(where: { !isSpace($0) }), first == UInt8(ascii: "{") else { return nil }
        return try AgentMessage(parsing: line)
    }

    /// Parses what stands after the last line end once the output has ended; an unfinished frame is dropped.
    public static func parse(tail: [UInt8]) -> AgentMessage? {
        do {
            return try parse(line: tail)
        } catch {
            return nil
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }
}

extension AgentMessage {
    /// The `type` field.
    public var type: String { json.string("type") ?? "" }
    /// The frame's own id; every frame of a conversation has one.
    public var uuid: String? { json.string("uuid") }
    /// The session the frame belongs to. It changes after a ``Kind/conversationReset(_:)``.
    public var sessionID: String? { json.string("session_id") }
    /// The tool call a subagent's frame belongs to; `nil` on the main thread.
    public var parentToolUseID: String? { json.string("parent_tool_use_id") }

    /// Whether the frame is between CLI and host alone and never shown to a user.
    public var isHostOnly: Bool {
        switch kind {
        case .controlRequest, .controlResponse, .controlCancelRequest, .keepAlive, .transcriptMirror: true
        case .system(let message): message.json.bool("sdk_host_only") == true
        default: false
        }
    }
}
