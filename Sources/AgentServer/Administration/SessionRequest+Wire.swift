internal import Domain
internal import HTTP
internal import JSON

/// How a request goes through the administration socket. Both ends are this program, so this is nobody's API; a change of its meaning
/// gets another version in the path.
extension SessionRequest {
    /// What every path begins with.
    static let base = "/internal/v1"

    /// The method, the target and the body of the request.
    var wire: (method: HTTPMethod, target: String, body: [UInt8]?) {
        switch self {
        case .list(let limit, let order): (.get, "\(Self.base)/sessions?limit=\(limit)&order=\(order.rawValue)", nil)
        case .show(let id): (.get, "\(Self.base)/sessions/\(id)", nil)
        case .events(let id, let after): (.get, "\(Self.base)/sessions/\(id)/events?after=\(after)", nil)
        case .remove(let id, let isForced): (.delete, "\(Self.base)/sessions/\(id)\(isForced ? "?force=1" : "")", nil)
        case .prune(let bounds, let isDry): (.post, "\(Self.base)/prune", bounds.body(isDry))
        }
    }

    /// Reads a list's query.
    static func list(_ query: QueryItems) throws(SessionRefusal) -> SessionRequest {
        guard let limit = Int(query["limit"] ?? "1000"), (1...listLimit).contains(limit) else {
            throw SessionRefusal(.invalid, "limit must be a whole number from 1 to \(listLimit)")
        }
        guard let order = Order(rawValue: query["order"] ?? Order.activity.rawValue) else {
            throw SessionRefusal(.invalid, "order must be activity or name")
        }
        return .list(limit: limit, order: order)
    }

    /// Reads the query of a page of events.
    static func events(_ id: SessionID, _ query: QueryItems) throws(SessionRefusal) -> SessionRequest {
        guard let after = Int(query["after"] ?? "0"), after >= 0 else {
            throw SessionRefusal(.invalid, "after must be the number of an event, or 0")
        }
        return .events(id, after: after)
    }

    /// Reads the body that asks to prune.
    static func prune(_ body: [UInt8]) throws(SessionRefusal) -> SessionRequest {
        guard let json = try? JSONValue(parsing: body), json.object != nil else {
            throw SessionRefusal(.invalid, "the body must be a JSON object")
        }
        let bounds = Bounds(age: try number("older_than_seconds", json), byteLimit: try number("keep_bytes", json))
        guard bounds != Bounds() else { throw SessionRefusal(.invalid, "one of older_than_seconds and keep_bytes is needed") }
        return .prune(bounds, isDry: json["dry_run"]?.bool ?? false)
    }

    private static func number(_ name: String, _ json: JSONValue) throws(SessionRefusal) -> Int? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let number = value.int, number >= 0 else { throw SessionRefusal(.invalid, "\(name) must be a whole number") }
        return number
    }
}

extension SessionRequest.Bounds {
    fileprivate func body(_ isDry: Bool) -> [UInt8] {
        var json = JSONObject()
        if let age { json.append("older_than_seconds", .number(JSONNumber(age))) }
        if let byteLimit { json.append("keep_bytes", .number(JSONNumber(byteLimit))) }
        json.append("dry_run", .bool(isDry))
        return JSONValue.object(json).serialized()
    }
}
