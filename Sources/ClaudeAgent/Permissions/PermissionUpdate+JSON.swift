public import JSON

extension PermissionUpdate {
    /// The object as the wire has it. A rule without content leaves `ruleContent` out: the CLI drops updates where it is null.
    public var json: JSONObject {
        var object: JSONObject = ["type": .string(change.type)]
        switch change {
        case .addRules(let rules, let behavior), .replaceRules(let rules, let behavior), .removeRules(let rules, let behavior):
            object.set("rules", .array(rules.map { .object($0.json) }))
            object.set("behavior", behavior.rawValue)
        case .setMode(let mode): object.set("mode", mode.rawValue)
        case .addDirectories(let directories), .removeDirectories(let directories): object.set("directories", directories)
        }
        object.set("destination", destination.rawValue)
        return object
    }

    /// Reads what the CLI suggests; `nil` for a kind this library does not know.
    public init?(_ json: JSONObject) {
        guard let change = Change(json), let destination = json.string("destination").flatMap(Destination.init(rawValue:)) else {
            return nil
        }
        self.init(change, in: destination)
    }
}

extension PermissionUpdate.Change {
    var type: String {
        switch self {
        case .addRules: "addRules"
        case .replaceRules: "replaceRules"
        case .removeRules: "removeRules"
        case .setMode: "setMode"
        case .addDirectories: "addDirectories"
        case .removeDirectories: "removeDirectories"
        }
    }

    init?(_ json: JSONObject) {
        let rules = json.objects("rules").compactMap(PermissionUpdate.Rule.init)
        let behavior = json.string("behavior").flatMap(PermissionUpdate.Behavior.init(rawValue:))
        switch (json.string("type"), behavior) {
        case ("addRules", .some(let behavior)): self = .addRules(rules, behavior)
        case ("replaceRules", .some(let behavior)): self = .replaceRules(rules, behavior)
        case ("removeRules", .some(let behavior)): self = .removeRules(rules, behavior)
        case ("setMode", _):
            guard let mode = json.string("mode").flatMap(PermissionMode.init(rawValue:)) else { return nil }
            self = .setMode(mode)
        case ("addDirectories", _): self = .addDirectories(json.strings("directories"))
        case ("removeDirectories", _): self = .removeDirectories(json.strings("directories"))
        default: return nil
        }
    }
}

extension PermissionUpdate.Rule {
    var json: JSONObject {
        var object: JSONObject = ["toolName": .string(toolName)]
        object.set("ruleContent", ruleContent)
        return object
    }

    init?(_ json: JSONObject) {
        guard let name = json.string("toolName") else { return nil }
        self.init(name, json.string("ruleContent"))
    }
}
