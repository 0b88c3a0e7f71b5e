import JSON

/// Answers the host's control requests.
enum HostRequests {
    static func answer(_ frame: JSONValue, _ program: Program) throws {
        let id = frame["request_id"] ?? .null
        let request = frame["request"] ?? .null
        let subtype = request["subtype"]?.string ?? ""
        if subtype == "initialize" { try StartOrders.whileInitializing(program) }
        guard program.claim.allows(subtype) else {
            return program.respond(Frame.controlError(id, "not_claimed: \(subtype) came before claim_session", code: "not_claimed"))
        }
        guard let answer = try respond(subtype, request, program) else {
            let message = "Unsupported control request subtype: \(subtype)"
            return program.respond(Frame.controlError(id, message, code: "unsupported_request"))
        }
        program.respond(answer.frame(id))
        after(subtype, program)
        if subtype == "end_session" { throw Ending(status: 0) }
    }

    /// A success with what it carries, or an error.
    enum Answer {
        case success(JSONValue?, besides: JSONObject = [:])
        case failure(String, code: String?)

        func frame(_ id: JSONValue) -> JSONObject {
            switch self {
            case .success(let body, let besides): Frame.controlSuccess(id, body, besides: besides)
            case .failure(let message, let code): Frame.controlError(id, message, code: code)
            }
        }
    }

    private static func respond(_ subtype: String, _ request: JSONValue, _ program: Program) throws -> Answer? {
        switch subtype {
        case "initialize": return .success(initialize(request, program), besides: Self.openQuestions)
        case "interrupt": return .success(interrupt(program))
        case "set_permission_mode": return setMode(request, program)
        case "set_model": return setModel(request, program)
        case "claim_session": return program.claim.claim(request, program)
        case "mcp_status": return .success(["mcpServers": program.servers])
        case "get_session_cost": return .success(["text": .string("Total cost: $\(program.conversation.dollars)")])
        case "end_session", "set_max_thinking_tokens", "apply_flag_settings", "stop_task", "rename_session": return .success(nil)
        default: return nil
        }
    }

    private static func initialize(_ request: JSONValue, _ program: Program) -> JSONValue {
        program.hooks = request["hooks"]?.object ?? [:]
        program.sdkServers += (request["sdkMcpServers"]?.array ?? []).compactMap(\.string)
        guard !program.hooks.isEmpty else { return Frame.initializeAnswer(program) }
        return Frame.initializeAnswer(program).merging(["hooks_applied": true])
    }

    private static let openQuestions: JSONObject = ["pending_permission_requests": [], "pending_user_dialog_requests": []]

    private static func interrupt(_ program: Program) -> JSONValue {
        for id in program.openRequests { program.send(["type": "control_cancel_request", "request_id": .string(id)]) }
        program.openRequests = []
        program.isInterrupted = program.runningTurn != nil && !program.ignoresInterrupts
        return ["still_queued": Frame.list(program.queue.flatMap(\.uuids))]
    }

    private static func setModel(_ request: JSONValue, _ program: Program) -> Answer {
        let asked = request["model"]?.string ?? "default"
        program.model = asked == "default" ? program.options.model : asked
        return .success(["model": .string(program.model)])
    }

    private static func setMode(_ request: JSONValue, _ program: Program) -> Answer {
        let mode = request["mode"]?.string ?? ""
        let known = ["acceptEdits", "auto", "bypassPermissions", "default", "dontAsk", "plan"]
        guard known.contains(mode) else {
            return .failure("Cannot set permission mode: must be one of \(known.joined(separator: ", "))", code: "invalid_mode")
        }
        program.permissionMode = mode
        return .success(["mode": .string(mode)])
    }

    private static func after(_ subtype: String, _ program: Program) {
        if subtype == "initialize", let call = program.conversation.callPutOff {
            program.queue.insert(.takenUp(call), at: 0)
            // The answer has said so.
            program.isIdle = false
        }
        guard subtype == "set_permission_mode" else { return }
        let members: JSONObject = ["type": "system", "subtype": "status", "status": nil, "permissionMode": .string(program.permissionMode)]
        program.send(Frame.tagged(members, program.conversation.id))
    }
}
