/// Times between two bounds, in microseconds since 1970, both included. Pure.
public struct TimeRange: Sendable, Hashable {
    /// The first.
    public var earliest: Int64?
    /// The last.
    public var latest: Int64?

    /// Any time.
    public init() {}

    /// Whether a time is in it.
    public func contains(_ time: Int64) -> Bool { time >= earliest ?? .min && time <= latest ?? .max }
}

extension ManagedQuery {
    /// The bounds `name[gte]` and `name[lte]`, and where that is wanted `name[gt]` and `name[lt]`.
    public func range(_ name: String, isOpen: Bool) throws(ManagedError) -> TimeRange {
        var range = TimeRange()
        if let time = try time("\(name)[gte]") { range.earliest = time.microseconds }
        if let time = try time("\(name)[lte]") { range.latest = time.microseconds }
        guard isOpen else { return range }
        if let time = try time("\(name)[gt]") { range.earliest = max(range.earliest ?? .min, time.microseconds + 1) }
        if let time = try time("\(name)[lt]") { range.latest = min(range.latest ?? .max, time.microseconds - 1) }
        return range
    }
}
