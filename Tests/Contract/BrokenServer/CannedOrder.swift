internal import JSON

/// The directives of a prompt that the canned agent follows.
enum CannedOrder {
    case error(String)
    case stall(Duration)
    case slow(Duration)
    case say(String)
    case size(Int)
    case think(String)
    case echoSystem
    case refuse
    case tool(String, JSONValue)

    static func list(in prompt: String) -> [CannedOrder] {
        var orders: [CannedOrder] = []
        var rest = prompt[...]
        while let start = rest.firstRange(of: "[["), let end = rest[start.upperBound...].firstRange(of: "]]") {
            if let order = order(rest[start.upperBound..<end.lowerBound]) { orders.append(order) }
            rest = rest[end.upperBound...]
        }
        return orders
    }

    private static func order(_ text: Substring) -> CannedOrder? {
        let parts = text.split(separator: ":", maxSplits: 1)
        let argument = parts.count == 2 ? String(parts[1]) : ""
        switch parts.first {
        case "error": return .error("API Error: \(argument)")
        case "stall": return Int(argument).map { .stall(.milliseconds($0)) }
        case "slow": return Int(argument).map { .slow(.milliseconds($0)) }
        case "text": return .say(argument)
        case "size": return Int(argument).map { .size($0) }
        case "think": return .think(argument)
        case "echo-system": return .echoSystem
        case "refuse": return .refuse
        case "tool": return tool(argument)
        default: return nil
        }
    }

    private static func tool(_ argument: String) -> CannedOrder? {
        let parts = argument.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let input = try? JSONValue(parsing: String(parts[1])) else { return nil }
        return .tool(String(parts[0]), input)
    }
}
