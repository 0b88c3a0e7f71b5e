public import JSON

/// The answer to a ``PermissionRequest`` (protocol notes 7.1).
public enum PermissionDecision: Sendable, Hashable {
    /// The call goes ahead, with other arguments where given, and rules changed where given.
    case allow(updatedInput: JSONObject?, updatedPermissions: [PermissionUpdate])
    /// The call is not made; the model reads the message. With `interrupts` the turn ends too.
    case deny(message: String, interrupts: Bool)

    /// The call goes ahead as it is.
    public static var allow: PermissionDecision { .allow(updatedInput: nil, updatedPermissions: []) }

    /// The call is not made; the turn goes on.
    public static func deny(_ message: String) -> PermissionDecision {
        .deny(message: message, interrupts: false)
    }

    /// Answers `AskUserQuestion`: the chosen label, or free text, for each question.
    public static func answering(_ request: PermissionRequest, _ answers: [String: String]) -> PermissionDecision {
        var input = request.input
        input["answers"] = .object(JSONObject.sorted(answers) { .string($0) })
        return .allow(updatedInput: input, updatedPermissions: [])
    }

    /// The answer as the wire has it. `request` supplies the arguments when they stay as they are: the SDKs always send some.
    public func json(answering request: PermissionRequest) -> JSONObject {
        switch self {
        case .allow(let updatedInput, let updatedPermissions):
            var object: JSONObject = ["behavior": "allow", "updatedInput": .object(updatedInput ?? request.input)]
            if !updatedPermissions.isEmpty {
                object.set("updatedPermissions", .array(updatedPermissions.map { .object($0.json) }))
            }
            return object
        case .deny(let message, let interrupts):
            var object: JSONObject = ["behavior": "deny", "message": .string(message)]
            if interrupts { object.set("interrupt", true) }
            return object
        }
    }
}
