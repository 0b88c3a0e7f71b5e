public import JSON

/// An answer to a control request, either way (protocol notes 5 and 6).
public struct ControlResponse: Sendable, Hashable {
    /// What came of the request.
    public enum Outcome: Sendable, Hashable {
        /// It was done; the payload may be empty.
        case success(JSONObject)
        /// It was refused, with a name for the reason when there is one.
        case failure(message: String, errorCode: String?)
    }

    /// The request it answers.
    public let requestID: String
    /// What came of it.
    public let outcome: Outcome
    /// Permission questions that are still open, for a host that takes the session up again. Only in the answer to initialize.
    public let pendingPermissionRequests: [InboundRequest]
    /// Dialogs that are still open.
    public let pendingUserDialogRequests: [InboundRequest]

    /// Makes an answer.
    public init(requestID: String, outcome: Outcome) {
        self.requestID = requestID
        self.outcome = outcome
        self.pendingPermissionRequests = []
        self.pendingUserDialogRequests = []
    }

    /// Reads a `control_response` frame; `nil` when it names no request.
    public init?(frame: JSONObject) {
        guard let response = frame.object("response"), let id = response.string("request_id") else { return nil }
        self.requestID = id
        self.outcome = Self.outcome(response)
        self.pendingPermissionRequests = response.objects("pending_permission_requests").compactMap(InboundRequest.init(frame:))
        self.pendingUserDialogRequests = response.objects("pending_user_dialog_requests").compactMap(InboundRequest.init(frame:))
    }

    /// The frame that carries an answer to the CLI.
    public var frame: JSONObject {
        var response = JSONObject()
        switch outcome {
        case .success(let payload):
            response = ["subtype": "success", "request_id": .string(requestID), "response": .object(payload)]
        case .failure(let message, let errorCode):
            response = ["subtype": "error", "request_id": .string(requestID), "error": .string(message)]
            response.set("error_code", errorCode)
        }
        return ["type": "control_response", "response": .object(response)]
    }

    private static func outcome(_ response: JSONObject) -> Outcome {
        guard response.string("subtype") != "success" else { return .success(response.object("response") ?? JSONObject()) }
        return .failure(message: response.string("error") ?? "the CLI gave no reason", errorCode: response.string("error_code"))
    }
}
