public import JSON

/// Gives every hook its id and finds it again (protocol notes 6.1, 7.2).
///
/// Ids are `hook_0`, `hook_1`, … in the order of the matchers, so registries made from the same list agree.
public struct HookRegistry: Sendable {
    private let matchers: [HookMatcher]
    private let callbacks: [HookCallback]

    /// Registers hooks.
    public init(_ matchers: [HookMatcher]) {
        self.matchers = matchers
        self.callbacks = matchers.flatMap(\.callbacks)
    }

    /// Whether any hook must block when it fails; then ``CLICapabilities/check(_:)`` has to pass.
    public var blocksOnFailure: Bool {
        matchers.contains { $0.effectiveOnFailure == .block }
    }

    /// The hook of an id, or `nil` for an id never given.
    public func callback(_ id: String) -> HookCallback? {
        guard id.hasPrefix("hook_"), let index = Int(id.dropFirst(5)), callbacks.indices.contains(index) else { return nil }
        return callbacks[index]
    }

    /// The `hooks` field of initialize: matchers by event, or null without any.
    public var initializeValue: JSONValue {
        guard !matchers.isEmpty else { return nil }
        var hooks = JSONObject()
        var nextID = 0
        for matcher in matchers {
            let ids = matcher.callbacks.indices.map { "hook_\(nextID + $0)" }
            nextID += ids.count
            let known = hooks[matcher.event.rawValue]?.array ?? []
            hooks[matcher.event.rawValue] = .array(known + [.object(matcher.json(ids: ids))])
        }
        return .object(hooks)
    }
}

extension HookMatcher {
    func json(ids: [String]) -> JSONObject {
        var object: JSONObject = ["matcher": matcher.map(JSONValue.string) ?? nil]
        object.set("hookCallbackIds", ids)
        object.set("timeout", timeout.map(Self.seconds))
        object.set("onFailure", effectiveOnFailure?.rawValue)
        return object
    }

    /// Whole seconds, rounded up, so that no hook gets less time than it was promised.
    private static func seconds(_ timeout: Duration) -> Int {
        let (seconds, attoseconds) = timeout.components
        return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }
}
