extension UTCTime {
    /// The time to the microsecond, such as `2026-01-31T08:00:00.000001Z`.
    static func exact(microseconds: Int64) -> String {
        let rest = String(microseconds % 1000)
        let digits = String(repeating: "0", count: max(0, 3 - rest.count)) + rest
        return UTCTime(microseconds: microseconds).description.dropLast() + digits + "Z"
    }
}
