internal import JSON

extension JSONValue {
    /// The value, unless it is null.
    var present: JSONValue? {
        guard !isNull else { return nil }
        return self
    }
}
