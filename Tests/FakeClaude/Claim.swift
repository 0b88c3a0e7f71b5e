import Glibc
import JSON

/// A spare's state: started with `--await-claim`, it serves nobody until it is claimed.
struct Claim {
    private var isClaimed = false
    private let start = Moment.now

    /// Whether this request may be answered yet.
    func allows(_ subtype: String) -> Bool {
        isSettled || ["initialize", "claim_session", "end_session"].contains(subtype)
    }

    /// A spare's first frame.
    func announce(_ program: Program) {
        guard isSpare else { return }
        program.send(Frame.tagged(["type": "system", "subtype": "ui_invalidate", "event": "ui.render"], program.conversation.id))
    }

    /// A prompt to an unclaimed spare ends it.
    func check(_ program: Program) throws {
        guard !isSettled else { return }
        let message = "not_claimed: a prompt came before claim_session"
        let failure = ResultFrame.startFailure(message, program.conversation.id)
        program.send(failure.merging(["model_usage_since_last_result": [:]]))
        throw Ending(status: 1)
    }

    mutating func claim(_ request: JSONValue, _ program: Program) -> HostRequests.Answer {
        guard isSpare, !isClaimed else {
            return .failure("not_a_spare: only an unclaimed process started with --await-claim can be claimed", code: nil)
        }
        guard let asked = request["cwd"]?.string, asked.hasPrefix("/") else {
            return .failure("invalid_request: cwd — an absolute path is required", code: "invalid_request")
        }
        guard let folder = Environment.canonicalPath(of: asked), chdir(folder) == 0 else {
            return .failure("cwd_not_found: \(asked)", code: "cwd_not_found")
        }
        isClaimed = true
        program.workingDirectory = folder
        if let mode = request["permission_mode"]?.string { program.permissionMode = mode }
        program.conversation.move(to: folder)
        return .success([
            "status": "ok", "cwd": .string(folder), "session_id": .string(program.conversation.id),
            "parked_ms": .number(JSONNumber(Moment.now - start)), "sdk_mcp_settled": true,
        ])
    }

    private let isSpare = CommandLine.arguments.contains("--await-claim")

    private var isSettled: Bool { isClaimed || !isSpare }
}
