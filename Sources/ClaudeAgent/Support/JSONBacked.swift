public import JSON

/// A typed view of a JSON object that keeps the object: fields this library does not know are never lost.
public protocol JSONBacked: Sendable, Hashable {
    /// The whole object as it came.
    var json: JSONObject { get }
    /// Views an object. Missing and mistyped fields read as `nil` or empty.
    init(_ json: JSONObject)
}
