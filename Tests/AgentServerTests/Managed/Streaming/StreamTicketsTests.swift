import ManagedAgents
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
        #expect(tickets.time(of: ticket, for: "s") == .zero)
        #expect(!tickets.use(ticket, for: "s") && tickets.time(of: ticket, for: "s") == nil)
    }

    @Test func aTicketIsForOneSession() throws {
        let tickets = StreamTickets { 0 }
        let ticket = try tickets.issue(for: "s", seconds: 60).ticket
        #expect(!tickets.use(ticket, for: "other") && tickets.time(of: ticket, for: "other") == nil)
        #expect(tickets.use(ticket, for: "s"))
    }
}
