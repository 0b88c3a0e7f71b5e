/// One way to misbehave in a turn.
struct Mode: Sendable {
    /// When in the turn it acts.
    enum Point {
        /// Before the turn's first frame.
        case opening
        /// After `system/init`, before the answer.
        case body
        /// After the answer, before the result.
        case result
        /// Between the result and the end of the turn.
        case afterResult
        /// When the turn is over.
        case afterIdle
    }

    let point: Point
    let run: @Sendable (Turn, Words) throws -> Void

    init(_ point: Point = .body, _ run: @escaping @Sendable (Turn, Words) throws -> Void) {
        self.point = point
        self.run = run
    }
}

/// All modes of a turn, by name.
enum TurnModes {
    private static let all = [
        FramingModes.all, StallModes.all, DeathModes.all, DescendantModes.all, ResultModes.all, RequestModes.all, StreamModes.all,
        ResponseModes.all, MirrorModes.all,
    ].reduce(into: [String: Mode]()) { table, group in table.merge(group) { first, _ in first } }

    static func orders(in directives: [Directive]) throws(Misuse) -> [(mode: Mode, arguments: Words)] {
        var orders: [(mode: Mode, arguments: Words)] = []
        for directive in directives {
            guard let mode = all[directive.mode] else {
                let known = (Array(all.keys) + StartModes.all.keys).sorted().joined(separator: " ")
                throw Misuse(message: "there is no mode '\(directive.mode)' for a turn; there are: \(known)")
            }
            orders.append((mode, directive.arguments))
        }
        return orders
    }
}
