import Domain
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct TurnGateTests {
    private func id(_ text: String) throws -> SessionID { try #require(SessionID(text)) }

    @Test func turnsOfOneSessionFollowEachOther() async throws {
        let gate = TurnGate(width: 4, waitingLimit: 4, sessionDepth: 4)
        let first = try gate.enter(id("a"))
        let second = try gate.enter(id("a"))
        try await first.wait()
        #expect(gate.counts == (1, 1))
        async let waiting: Void = second.wait()
        first.leave()
        try await waiting
        #expect(gate.counts == (1, 0))
        second.leave()
        #expect(gate.counts == (0, 0) && gate.sessionCount == 0)
    }

    @Test func aFullSessionRefusesWhileOthersEnter() throws {
        let gate = TurnGate(width: 1, waitingLimit: 10, sessionDepth: 1)
        let tickets = [try gate.enter(id("a")), try gate.enter(id("a"))]
        #expect(throws: TurnGate.Refusal.sessionQueueFull) { try gate.enter(id("a")) }
        let other = try gate.enter(id("b"))
        (tickets + [other]).forEach { $0.leave() }
        #expect(gate.counts == (0, 0) && gate.sessionCount == 0)
    }

    @Test func aFullServerRefusesEverybody() throws {
        let gate = TurnGate(width: 1, waitingLimit: 1, sessionDepth: 8)
        let tickets = [try gate.enter(id("a")), try gate.enter(id("b"))]
        #expect(throws: TurnGate.Refusal.serverFull) { try gate.enter(id("c")) }
        tickets[1].leave()
        let third = try gate.enter(id("c"))
        tickets[0].leave()
        third.leave()
        #expect(gate.counts == (0, 0))
    }

    @Test func theServersPlacesGoRoundInOrder() async throws {
        let gate = TurnGate(width: 1, waitingLimit: 8, sessionDepth: 8)
        let order = Shared<[String]>([])
        let names = ["a", "b", "c", "d"]
        let tickets = try names.map { (name: $0, ticket: try gate.enter(id($0))) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, ticket) in tickets.reversed() {
                group.addTask {
                    try await ticket.wait()
                    order.change { $0.append(name) }
                    ticket.leave()
                }
            }
            try await group.waitForAll()
        }
        #expect(order.value == names)
    }

    @Test func aBusySessionDoesNotHoldAnothersPlace() async throws {
        let gate = TurnGate(width: 2, waitingLimit: 8, sessionDepth: 8)
        let busy = try (0..<3).map { _ in try gate.enter(id("a")) }
        let other = try gate.enter(id("b"))
        try await busy[0].wait()
        try await other.wait()
        #expect(gate.counts == (2, 2))
        (busy + [other]).forEach { $0.leave() }
    }

    @Test func aCancelledWaitEndsAndLeavesThePlaceToBeGivenUp() async throws {
        let gate = TurnGate(width: 1, waitingLimit: 8, sessionDepth: 8)
        let first = try gate.enter(id("a"))
        let second = try gate.enter(id("a"))
        let third = try gate.enter(id("a"))
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await second.wait() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        second.leave()
        first.leave()
        try await third.wait()
        third.leave()
        #expect(gate.counts == (0, 0))
    }

    @Test func aCancelledTaskDoesNotRunEvenWhenItMay() async throws {
        let gate = TurnGate(width: 1, waitingLimit: 8, sessionDepth: 8)
        let ticket = try gate.enter(id("a"))
        await withTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask { (try? await ticket.wait()) == nil }
            #expect(await group.next() == true)
        }
        ticket.leave()
        #expect(gate.counts == (0, 0))
    }

    @Test func severalTasksMayWaitForOneTicket() async throws {
        let gate = TurnGate(width: 1, waitingLimit: 8, sessionDepth: 8)
        let first = try gate.enter(id("a"))
        let second = try gate.enter(id("a"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await second.wait() } }
            first.leave()
            try await group.waitForAll()
        }
        second.leave()
    }

    @Test func aTicketThatWasGivenUpNeverRuns() async throws {
        let gate = TurnGate(width: 1, waitingLimit: 8, sessionDepth: 8)
        let first = try gate.enter(id("a"))
        let second = try gate.enter(id("a"))
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await second.wait() }
            second.leave()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        await #expect(throws: CancellationError.self) { try await second.wait() }
        first.leave()
    }

    @Test func leavingTwiceCountsOnce() throws {
        let gate = TurnGate(width: 1, waitingLimit: 0, sessionDepth: 0)
        let ticket = try gate.enter(id("a"))
        ticket.leave()
        ticket.leave()
        let next = try gate.enter(id("a"))
        #expect(gate.counts == (1, 0))
        #expect(throws: TurnGate.Refusal.serverFull) { try gate.enter(id("b")) }
        next.leave()
    }

    /// Many tasks, some of which give up at any moment: never two of a session, never more than the width, nobody lost.
    @Test func aStormKeepsTheRulesAndLeavesNothing() async throws {
        let gate = TurnGate(width: 3, waitingLimit: 1000, sessionDepth: 1000)
        let running = Shared<[Int]>([])
        let sessions = try (0..<5).map { try id("s\($0)") }
        let finished = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<300 {
                group.addTask {
                    guard let ticket = try? gate.enter(sessions[number % 5]) else { return false }
                    defer { ticket.leave() }
                    if number % 7 == 0 { return await Self.giveUp(ticket) }
                    guard (try? await ticket.wait()) != nil else { return false }
                    let ruleHolds = running.change { list in
                        list.append(number % 5)
                        return list.count <= 3 && Set(list).count == list.count
                    }
                    await Task.yield()
                    running.change { list in list.removeAll { $0 == number % 5 } }
                    return ruleHolds
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(finished == 300)
        #expect(gate.counts == (0, 0) && gate.sessionCount == 0)
    }

    private static func giveUp(_ ticket: TurnGate.Ticket) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await ticket.wait() }
            await Task.yield()
            group.cancelAll()
        }
        return true
    }
}
