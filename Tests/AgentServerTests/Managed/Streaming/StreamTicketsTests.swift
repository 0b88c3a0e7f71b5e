@testable import ManagedAgents
import TestSupport
import Testing

@testable import AgentServer

@Suite struct StreamTicketsTests {
    @Test func aTicketThatIsUsedUpStillSaysWhenItsStreamsEnd() throws {
        let tickets = StreamTickets { 1_000_000 }
        let ticket = try tickets.issue(for: "s", seconds: 60).ticket
        for _ in 0..<StreamTickets.useLimit { #expect(tickets.use(ticket, for: "s")) }
        #expect(!tickets.use(ticket, for: "s") && !tickets.use(ticket, for: "other"))
        #expect(tickets.time(of: ticket, for: "s") == .seconds(60))
    }

    @Test func anExpiredTicketOpensNothing() throws {
        let now = Shared<Int64>(0)
        let tickets = StreamTickets { now.value }
        let ticket = try tickets.issue(for: "s", seconds: 60).ticket
        now.change { $0 = 60_000_000 }
        #expect(tickets.time(of: ticket, for: "s") == nil)
        #expect(!tickets.use(ticket, for: "s") && tickets.time(of: ticket, for: "s") == nil)
    }

    @Test func aTicketIsForOneSession() throws {
        let tickets = StreamTickets { 0 }
        let ticket = try tickets.issue(for: "s", seconds: 60).ticket
        #expect(!tickets.use(ticket, for: "other") && tickets.time(of: ticket, for: "other") == nil)
        #expect(tickets.use(ticket, for: "s"))
    }

    @Test func aKeyGivesItsTicketAgainUntilThatExpiresAndAnotherThen() throws {
        let now = Shared<Int64>(0)
        let tickets = StreamTickets { now.value }
        let claim = try IdempotencyClaim(key: "k", asking: "POST /a", [1], secret: [], at: Timestamp(microseconds: 0))
        let first = try tickets.issue(for: "s", seconds: 60, claim)
        _ = try tickets.issue(for: "s", seconds: 60)
        now.change { $0 = 59_000_000 }
        let again = try tickets.issue(for: "s", seconds: 60, claim)
        #expect(again.ticket == first.ticket && again.expires == first.expires)
        now.change { $0 = 60_000_000 }
        let second = try tickets.issue(for: "s", seconds: 60, claim)
        #expect(second.ticket != first.ticket)
        #expect(!tickets.use(first.ticket, for: "s") && tickets.time(of: first.ticket, for: "s") == nil)
        #expect(tickets.use(second.ticket, for: "s"))
        #expect(try tickets.issue(for: "s", seconds: 60, claim).ticket == second.ticket)
    }

    @Test func aTicketThatWasTriedTooLateIsNotMadeAgainEither() throws {
        let now = Shared<Int64>(0)
        let tickets = StreamTickets { now.value }
        let claim = try IdempotencyClaim(key: "k", asking: "POST /a", [1], secret: [], at: Timestamp(microseconds: 0))
        let first = try tickets.issue(for: "s", seconds: 60, claim).ticket
        now.change { $0 = 60_000_000 }
        #expect(!tickets.use(first, for: "s"))
        #expect(try tickets.issue(for: "s", seconds: 60, claim).ticket != first)
        #expect(!tickets.use(first, for: "s"))
    }

    @Test func aKeyThatWasUsedForAnotherTicketIsRefused() throws {
        let tickets = StreamTickets { 0 }
        let claims = try [1, 2].map { try IdempotencyClaim(key: "k", asking: "POST /a", [$0], secret: [], at: Timestamp(microseconds: 0)) }
        _ = try tickets.issue(for: "s", seconds: 60, claims[0])
        #expect(throws: IdempotencyClaim.otherRequest) { try tickets.issue(for: "s", seconds: 60, claims[1]) }
    }
}
