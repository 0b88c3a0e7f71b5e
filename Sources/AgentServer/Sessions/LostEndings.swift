internal import Domain

/// Terminal events that could not be written, and those who wait to hear of them.
struct LostEndings: Sendable {
    typealias Continuation = CheckedContinuation<TurnEnding?, Never>

    private struct Waiter {
        let turn: TurnID
        let continuation: Continuation
    }

    private var endings: [TurnID: TurnEnding] = [:]
    private var waiters: [UInt64: Waiter] = [:]
    private var lastNumber: UInt64 = 0

    /// A number to wait under.
    mutating func takeNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// Notes a loss; gives those who wait for it.
    mutating func add(_ turn: TurnID, _ ending: TurnEnding) -> [Continuation] {
        endings[turn] = ending
        let told = waiters.filter { $0.value.turn == turn }
        for number in told.keys { waiters[number] = nil }
        return told.values.map(\.continuation)
    }

    /// The ending has been written after all.
    mutating func remove(_ turn: TurnID) { endings[turn] = nil }

    /// What to resume with at once; nothing when the continuation is kept.
    mutating func wait(for turn: TurnID, _ number: UInt64, _ continuation: Continuation, isCancelled: Bool) -> TurnEnding?? {
        if let ending = endings[turn] { return ending }
        if isCancelled { return .some(nil) }
        waiters[number] = Waiter(turn: turn, continuation: continuation)
        return nil
    }

    /// Gives up waiting.
    mutating func giveUp(_ number: UInt64) -> Continuation? { waiters.removeValue(forKey: number)?.continuation }
}
