internal import Domain
internal import HTTP
internal import Journal

/// Where in a session's journal a caller wants to go on: `GET /sessions/{id}/events`.
struct TurnPlace: Sendable, Hashable {
    /// The turn.
    let turn: TurnID
    /// The event after which it is to be shown.
    let after: Int

    /// What a caller asks for. Pure.
    enum Wish: Sendable, Hashable {
        /// What follows this event, in the same turn.
        case after(Int)
        /// A turn from its start.
        case turn(TurnID)
        /// The latest turn from its start.
        case latest

        /// Reads `Last-Event-ID`, else the query's `after` or `turn`; `nil` when one of them is none.
        init?(lastEventID: String?, query: Substring) {
            let values = QueryItems(query)
            if let text = lastEventID.flatMap({ $0.isEmpty ? nil : $0 }) ?? values["after"] {
                guard let number = Int(text), number >= 0 else { return nil }
                self = .after(number)
            } else if let text = values["turn"] {
                guard let turn = TurnID(text) else { return nil }
                self = .turn(turn)
            } else {
                self = .latest
            }
        }
    }

    /// What was found.
    enum Found: Sendable, Hashable {
        case place(TurnPlace)
        /// Nothing follows that event in its turn.
        case over
        /// There is no such session, turn or event.
        case unknown
    }

    /// Looks a wish up.
    static func find(_ wish: Wish, in log: SessionLog, _ state: SessionState) async throws(JournalError) -> Found {
        switch wish {
        case .after(let number): try await after(number, log)
        case .turn(let turn): try await start(of: turn, log, state)
        case .latest: try await latest(log, state)
        }
    }

    private static func after(_ number: Int, _ log: SessionLog) async throws(JournalError) -> Found {
        guard number > 0, number < log.next else { return .unknown }
        guard let event = try await log.events(after: number - 1, count: 1).first, let turn = event.turn else { return .unknown }
        return event.kind == .turnEnded ? .over : .place(TurnPlace(turn: turn, after: number))
    }

    private static func latest(_ log: SessionLog, _ state: SessionState) async throws(JournalError) -> Found {
        if let open = state.openTurns.last { return try await start(of: open.id, log, state) }
        guard let turn = try await lastTurn(log) else { return .unknown }
        return try await start(of: turn, log, state, isKnown: true)
    }

    /// What the last event of a turn belongs to.
    private static func lastTurn(_ log: SessionLog) async throws(JournalError) -> TurnID? {
        var number = log.lastNumber
        while number > 0, let event = try await log.events(after: number - 1, count: 1).first {
            if let turn = event.turn { return turn }
            number -= 1
        }
        return nil
    }

    /// A turn's name tells when it was accepted, and times rise as a rule: its start is where that time is, in however long a session.
    ///
    /// - Parameter isKnown: Whether the turn is there, however far a clock that was set has led astray.
    private static func start(
        of turn: TurnID,
        _ log: SessionLog,
        _ state: SessionState,
        isKnown: Bool = false
    ) async throws(JournalError) -> Found {
        if let number = state.openTurns.first(where: { $0.id == turn })?.prompt { return .place(TurnPlace(turn: turn, after: number)) }
        let middle = try await before(turn.time, log)
        let later = try await first(of: turn, in: middle..<log.lastNumber, log, pages: isKnown ? .max : mostPages)
        if let later, later.kind != .frame, later.kind != .turnEnded { return .place(TurnPlace(turn: turn, after: later.number)) }
        // The clock was set back between its name and its prompt: it begins earlier.
        let earlier = isKnown || later != nil ? 0 : max(0, middle - page)
        let event = try await first(of: turn, in: earlier..<middle, log) ?? later
        return event.map { .place(TurnPlace(turn: turn, after: $0.number)) } ?? .unknown
    }

    /// Events of one page; fewer when they are large.
    private static let page = 512
    /// How many pages are read for a turn that may not be there at all.
    private static let mostPages = 16

    /// The first event of a turn among those after the lower bound of `range`, up to its upper bound.
    private static func first(
        of turn: TurnID,
        in range: Range<Int>,
        _ log: SessionLog,
        pages: Int = .max
    ) async throws(JournalError) -> JournalEvent? {
        var (number, read) = (range.lowerBound, 0)
        while number < range.upperBound, read < pages, !Task.isCancelled {
            let events = try await log.events(after: number, count: min(page, range.upperBound - number))
            guard let last = events.last else { return nil }
            if let event = events.first(where: { $0.turn == turn }) { return event }
            (number, read) = (last.number, read + 1)
        }
        return nil
    }

    /// The number of the last event before a time, in microseconds since 1970; 0 when there is none.
    private static func before(_ time: Int64, _ log: SessionLog) async throws(JournalError) -> Int {
        var (low, high) = (0, log.lastNumber)
        while low < high {
            let middle = (low + high + 1) / 2
            guard let event = try await log.events(after: middle - 1, count: 1).first else { return low }
            if event.time < time { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
