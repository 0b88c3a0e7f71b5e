internal import JSON

/// Puts a turn's `init` before whatever the CLI says ahead of it. Pure.
struct InitFirst: Sendable {
    private var held: [JSONObject] = []
    private var isOpen = false

    /// Payloads held at most; a CLI that says more than that without an `init` sends none.
    static let limit = 64

    /// What may be sent now that `payload` has come, in order.
    mutating func pass(_ payload: JSONObject) -> [JSONObject] {
        guard !isOpen else { return [payload] }
        if payload["type"]?.string == "SystemMessage", payload["subtype"]?.string == "init" { return [payload] + flush() }
        held.append(payload)
        let mayWait = held.count < Self.limit && !Self.conversation.contains(payload["type"]?.string ?? "")
        return mayWait ? [] : flush()
    }

    /// What has been held, which need not wait any longer.
    mutating func flush() -> [JSONObject] {
        isOpen = true
        defer { held = [] }
        return held
    }

    /// What cannot come before `init`: a turn that begins with it has none.
    private static let conversation: Set = ["AssistantMessage", "UserMessage", "ResultMessage", "StreamEvent"]
}
