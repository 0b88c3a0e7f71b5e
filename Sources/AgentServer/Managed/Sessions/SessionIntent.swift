internal import JSON

/// What has been begun to a session and is not done: stands in its record from before the first step until after the last, so that a server
/// that starts goes on with it.
enum SessionIntent: Sendable, Hashable {
    /// Making it. One that was cut short is taken back.
    case create
    /// Telling in its journal what has been changed in its record; the name tells whether that is done.
    case update(changes: JSONObject, name: String)
    /// Ending what is open in it.
    case archive
    /// Taking away all that it has.
    case remove

    /// What records that have one are found by.
    static let tag = "unfinished"

    /// Whether turns that are open still are ended, and none of them goes on.
    var endsTurns: Bool { if case .update = self { false } else { true } }

    /// Where a test may end the server once a record says so.
    var failpoint: Failpoint {
        switch self {
        case .create: .creating
        case .update: .updating
        case .archive: .archiving
        case .remove: .removing
        }
    }

    /// Reads what a record says; `nil` when nothing is under way.
    init?(_ body: JSONValue) {
        guard let json = body["intent"] else { return nil }
        switch json["type"]?.string {
        case "create": self = .create
        case "update": self = .update(changes: json["changes"]?.object ?? JSONObject(), name: json["name"]?.string ?? "")
        case "archive": self = .archive
        case "remove": self = .remove
        default: return nil
        }
    }

    /// As it stands in the record.
    var json: JSONValue {
        switch self {
        case .create: ["type": "create"]
        case .update(let changes, let name): ["type": "update", "changes": .object(changes), "name": .string(name)]
        case .archive: ["type": "archive"]
        case .remove: ["type": "remove"]
        }
    }
}
