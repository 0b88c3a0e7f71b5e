import Domain
import Journal
import Testing

@testable import AgentServer

@Suite struct TurnPlaceTests {
    private func log(
        _ clock: Shared<Int64>,
        byteCount: Int = 256 << 10,
        _ journal: any Journal = MemoryJournal()
    ) throws -> SessionLog {
        SessionLog(
            journal: journal,
            session: try .of("a"),
            fence: Fence(rawValue: 1),
            head: nil,
            fold: SessionState.fold,
            limits: RingLimits(byteCount: byteCount),
            now: { clock.value }
        )
    }

    /// A whole turn that is named at one time and stored at others.
    private func turn(at time: Int64, stored: [Int64], _ clock: Shared<Int64>, _ log: SessionLog, bytes: Int = 10) async throws -> TurnID {
        let turn = TurnID(milliseconds: UInt64(time), randomness: [])
        let prompt = AcceptedPrompt(uuid: "u", text: "x")
        let frame = JournalDraft.frame([UInt8](repeating: 0x20, count: bytes), turn: turn)
        let drafts: [JournalDraft] = [.accepted(prompt, turn: turn), .started(turn, .new), frame, .ended(turn, .done(sessionCost: nil))]
        for (index, draft) in drafts.enumerated() {
            clock.change { $0 = 1000 * (stored.dropFirst(index).first ?? stored.last ?? time) }
            _ = try await log.append([draft])
        }
        return turn
    }

    private func start(_ wish: TurnPlace.Wish, _ log: SessionLog) async throws -> Int? {
        guard case .place(let place) = try await TurnPlace.find(wish, in: log, log.sessionState) else { return nil }
        return place.after
    }

    @Test func turnsAreFoundBehindPagesThatTheirBytesCut() async throws {
        let clock = Shared(Int64(0))
        let log = try log(clock, byteCount: 100)
        // All of them were stored in one moment.
        var turns: [TurnID] = []
        for number in 0..<5 { turns.append(try await turn(at: 1000 + Int64(number), stored: [1010], clock, log, bytes: 90)) }
        for (index, turn) in turns.enumerated() { #expect(try await start(.turn(turn), log) == 4 * index + 1) }
        #expect(try await start(.latest, log) == 17)
    }

    @Test func turnsAreFoundAfterAClockWasSetBack() async throws {
        let clock = Shared(Int64(0))
        let log = try log(clock)
        let first = try await turn(at: 9000, stored: [9000], clock, log)
        let second = try await turn(at: 9500, stored: [9500, 9500, 2000], clock, log)
        let third = try await turn(at: 2100, stored: [2100], clock, log)
        let fourth = try await turn(at: 9100, stored: [1000], clock, log)
        for (index, turn) in [first, second, third, fourth].enumerated() {
            #expect(try await start(.turn(turn), log) == 4 * index + 1)
        }
        #expect(try await start(.latest, log) == 13)
    }

    @Test func aTurnThatIsNotThereIsNotFound() async throws {
        let clock = Shared(Int64(0))
        let log = try log(clock)
        _ = try await turn(at: 1000, stored: [1000], clock, log)
        for time in [UInt64(1), 1000, 2000] {
            let stranger = TurnID(milliseconds: time, randomness: [1])
            #expect(try await TurnPlace.find(.turn(stranger), in: log, log.sessionState) == .unknown)
        }
    }

    /// Else anybody could have a long session read from end to end by names that he makes up.
    @Test(arguments: [1, 1_000, 500_500, 2_000_000]) func aTurnThatIsNotThereIsLookedForInFewPages(time: UInt64) async throws {
        let (clock, orders) = (Shared(Int64(0)), Shared(FaultyJournal.Orders()))
        let log = try log(clock, byteCount: 100, FaultyJournal(MemoryJournal(), orders))
        for number in 1...1_000 { _ = try await turn(at: 1_000 * Int64(number), stored: [1_000 * Int64(number)], clock, log, bytes: 1) }
        let before = orders.value.pages
        let stranger = TurnID(milliseconds: time, randomness: [1])
        #expect(try await TurnPlace.find(.turn(stranger), in: log, log.sessionState) == .unknown)
        // Pages of one event here: a dozen for the place in time, and those around it.
        #expect(orders.value.pages - before < 12 + 16 + 512 + 2, "\(orders.value.pages - before)")
    }
}
