import Domain
import Testing

@testable import Egress

@Suite struct PlaceholderRegistryTests {
    private let key = KeyHash(of: "sk-ant-roost-a")
    private let session = SessionID("a")

    private func registry(_ change: (inout ModelProxy.Limits) -> Void = { _ in }) -> PlaceholderRegistry {
        var limits = ModelProxy.Limits()
        change(&limits)
        return PlaceholderRegistry(limits: limits)
    }

    private func refusal(_ registry: inout PlaceholderRegistry, _ other: KeyHash? = nil, bytes: Int = 0) -> PlaceholderRegistry.Refusal? {
        do throws(PlaceholderRegistry.Refusal) {
            _ = try registry.begin(other ?? key, bodyBytes: bytes)
            return nil
        } catch { return error }
    }

    @Test func onlyALiveKeyMayCall() throws {
        var registry = registry()
        #expect(refusal(&registry) == .unknownKey)
        registry.register(key, session: session, budget: nil)
        let ticket = try registry.begin(key, bodyBytes: 0)
        #expect(ticket.session == session && registry.isLive(ticket))
        let (first, second) = (registry.revoke(key), registry.revoke(key))
        #expect(first == Spending() && second == nil)
        #expect(refusal(&registry) == .unknownKey)
        #expect(!registry.isLive(ticket))
        registry.end(ticket)
    }

    @Test func aSparesKeyMayCallOnceItIsBound() throws {
        var registry = registry()
        let first = try #require(session)
        let second = try #require(SessionID("b"))
        registry.register(key, session: nil, budget: nil)
        #expect(refusal(&registry) == .unbound)
        let bound = [registry.bind(key, to: first), registry.bind(key, to: first), registry.bind(key, to: second)]
        #expect(bound == [true, true, false], "a key is not handed from one session to another")
        let isUnknownBound = registry.bind(KeyHash(of: "other"), to: first)
        #expect(!isUnknownBound)
        #expect(refusal(&registry) == nil)
    }

    @Test func anUnboundKeyMayCallWhenTold() {
        var registry = registry { $0.servesUnbound = true }
        registry.register(key, session: nil, budget: nil)
        #expect(refusal(&registry) == nil)
    }

    @Test func aSpentBudgetEndsCallsUntilThereIsMore() throws {
        var registry = registry()
        let limit = USD(microdollars: 100)
        registry.register(key, session: session, budget: limit)
        let ticket = try registry.begin(key, bodyBytes: 0)
        let charge = { Charge(model: "m", tokens: TokenUsage(), cost: USD(microdollars: $0)) }
        registry.charge(ticket, charge(99), insteadOf: nil)
        #expect(refusal(&registry) == nil)
        registry.charge(ticket, charge(100), insteadOf: charge(99))
        #expect(refusal(&registry) == .budgetSpent(limit: limit))
        for budget in [USD(microdollars: 101), nil] {
            let isSet = registry.setBudget(key, budget)
            #expect(isSet)
            #expect(refusal(&registry) == nil)
        }
        #expect(registry.spending(key)?.cost.microdollars == 100)
    }

    @Test func aBudgetOfNothingAllowsNothing() {
        var registry = registry()
        registry.register(key, session: session, budget: USD(microdollars: 0))
        #expect(refusal(&registry) == .budgetSpent(limit: USD(microdollars: 0)))
    }

    private func reserve(_ amount: Int, _ ticket: PlaceholderRegistry.Ticket, _ registry: inout PlaceholderRegistry)
        -> PlaceholderRegistry.Refusal?
    {
        do throws(PlaceholderRegistry.Refusal) {
            try registry.reserve(ticket, USD(microdollars: amount))
            return nil
        } catch { return error }
    }

    @Test func callsSideBySideDoNotSpendTheSameMoney() throws {
        var registry = registry()
        let limit = USD(microdollars: 100)
        registry.register(key, session: session, budget: limit)
        let tickets = try (0..<3).map { _ in try registry.begin(key, bodyBytes: 0) }
        let refusals = tickets.map { reserve(60, $0, &registry) }
        #expect(refusals == [nil, nil, .budgetReserved(limit: limit)])
        registry.charge(tickets[0], Charge(model: "m", tokens: TokenUsage(), cost: USD(microdollars: 20)), insteadOf: nil)
        #expect(reserve(60, tickets[2], &registry) == .budgetReserved(limit: limit), "what is spent is no longer set aside, and gone")
        registry.end(tickets[0])
        #expect(reserve(60, tickets[2], &registry) == nil)
        registry.charge(tickets[1], Charge(model: "m", tokens: TokenUsage(), cost: USD(microdollars: 80)), insteadOf: nil)
        let last = try? registry.begin(key, bodyBytes: 0)
        #expect(last == nil)
    }

    @Test func theLastCallMayCostMoreThanIsLeft() throws {
        var registry = registry()
        registry.register(key, session: session, budget: USD(microdollars: 1))
        let ticket = try registry.begin(key, bodyBytes: 0)
        #expect(reserve(1_000_000, ticket, &registry) == nil)
    }

    @Test func callsAndTheirBodiesAreBounded() throws {
        var registry = registry {
            $0.callsPerSession = 2
            $0.calls = 3
            $0.bodyBytesInAll = 100
        }
        registry.register(key, session: session, budget: nil)
        let other = KeyHash(of: "other")
        registry.register(other, session: session, budget: nil)
        let first = try registry.begin(key, bodyBytes: 10)
        _ = try registry.begin(key, bodyBytes: 10)
        #expect(refusal(&registry) == .sessionBusy(limit: 2))
        let third = try registry.begin(other, bodyBytes: 10)
        #expect(refusal(&registry, other) == .proxyBusy)
        registry.end(first)
        #expect(refusal(&registry, bytes: 81) == .proxyBusy)
        #expect(refusal(&registry, bytes: 80) == nil)
        // Its places are free again although the key has gone meanwhile.
        _ = registry.revoke(other)
        registry.end(third)
        registry.register(other, session: session, budget: nil)
        let last = try registry.begin(other, bodyBytes: 10)
        registry.end(last)
    }
}
