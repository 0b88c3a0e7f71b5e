internal import JSON

/// How it is kept on the disk.
extension ProjectedUsage {
    var kept: JSONValue {
        var json: JSONObject = [
            "earlier": earlier.kept, "totals": totals.kept, "recent": recent.kept, "hourly": JSONValue(hourly),
            "searches": JSONValue(searches), "active": JSONValue(Int(activeMicroseconds)),
            "costs": .array([earlierCost, totalCost, leastCost].map { JSONValue($0) }),
        ]
        if let runningSince { json["since"] = JSONValue(Int(runningSince)) }
        return .object(json)
    }

    /// Reads it; `nil` when it is none.
    init?(kept json: JSONValue?) {
        let costs = (json?["costs"]?.array ?? []).compactMap(\.double)
        guard let json, costs.count == 3, let earlier = Tokens(kept: json["earlier"]), let totals = Tokens(kept: json["totals"]),
            let recent = Tokens(kept: json["recent"]), let hourly = json["hourly"]?.int, let searches = json["searches"]?.int,
            let active = json["active"]?.int
        else { return nil }
        (self.earlier, self.totals, self.recent) = (earlier, totals, recent)
        (earlierCost, totalCost, leastCost) = (costs[0], costs[1], costs[2])
        (self.hourly, self.searches, activeMicroseconds) = (hourly, searches, Int64(active))
        runningSince = json["since"]?.int.map { Int64($0) }
    }
}

extension ProjectedUsage.Tokens {
    var kept: JSONValue { .array([input, output, cacheRead, cacheCreation, hourly].map { JSONValue($0) }) }

    /// Reads them; `nil` when they are none.
    init?(kept json: JSONValue?) {
        let counts = (json?.array ?? []).compactMap(\.int)
        guard counts.count == 5 else { return nil }
        self.init(input: counts[0], output: counts[1], cacheRead: counts[2], cacheCreation: counts[3], hourly: counts[4])
    }
}
