internal import Domain

/// Which placeholder keys are live, for which session, with what budget, and what runs and was spent under each. Pure.
struct PlaceholderRegistry {
    /// Why a call may not go on.
    enum Refusal: Error, Equatable {
        case unknownKey
        case unbound
        case budgetSpent(limit: USD)
        /// Calls under way may spend what is left.
        case budgetReserved(limit: USD)
        case sessionBusy(limit: Int)
        case proxyBusy
    }

    /// What a key stands for.
    private struct Entry {
        let hash: KeyHash
        var session: SessionID?
        var budget: USD?
        var spending = Spending()
        var running = 0
        /// What calls under way may spend besides what they have told.
        var reserved: [UInt64: USD] = [:]
    }

    /// A call that has been let in; give it back by `end`.
    struct Ticket: Sendable {
        let number: UInt64
        let bucket: UInt64
        let session: SessionID?
        let bodyBytes: Int
    }

    private let limits: ModelProxy.Limits
    /// By a part of the hash. Two keys with one part are as likely as a guessed key; the second is refused.
    private var entries: [UInt64: Entry] = [:]
    private var running = 0
    private var bodyBytes = 0
    private var lastTicket: UInt64 = 0

    init(limits: ModelProxy.Limits) { self.limits = limits }

    mutating func register(_ hash: KeyHash, session: SessionID?, budget: USD?) {
        entries[hash.bucket] = Entry(hash: hash, session: session, budget: budget)
    }

    /// False when the key is not live or is another session's.
    mutating func bind(_ hash: KeyHash, to session: SessionID) -> Bool {
        guard let entry = entry(hash), entry.session == nil || entry.session == session else { return false }
        entries[hash.bucket]?.session = session
        return true
    }

    mutating func setBudget(_ hash: KeyHash, _ budget: USD?) -> Bool {
        guard entry(hash) != nil else { return false }
        entries[hash.bucket]?.budget = budget
        return true
    }

    mutating func revoke(_ hash: KeyHash) -> Spending? {
        guard let entry = entry(hash) else { return nil }
        entries[hash.bucket] = nil
        return entry.spending
    }

    func session(_ hash: KeyHash) -> SessionID? { entry(hash)?.session }

    func spending(_ hash: KeyHash) -> Spending? { entry(hash)?.spending }

    /// Lets a call in whose body has at most `bodyBytes` bytes.
    mutating func begin(_ hash: KeyHash, bodyBytes bytes: Int) throws(Refusal) -> Ticket {
        guard let entry = entry(hash) else { throw .unknownKey }
        guard entry.session != nil || limits.servesUnbound else { throw .unbound }
        if let limit = entry.budget, entry.spending.cost >= limit { throw .budgetSpent(limit: limit) }
        guard entry.running < limits.callsPerSession else { throw .sessionBusy(limit: limits.callsPerSession) }
        guard running < limits.calls, bodyBytes + bytes <= limits.bodyBytesInAll else { throw .proxyBusy }
        entries[hash.bucket]?.running += 1
        running += 1
        bodyBytes += bytes
        lastTicket += 1
        return Ticket(number: lastTicket, bucket: hash.bucket, session: entry.session, bodyBytes: bytes)
    }

    /// Sets aside what a call may spend. The last one may go beyond the budget, but no other one beside it.
    mutating func reserve(_ ticket: Ticket, _ most: USD) throws(Refusal) {
        guard let entry = entries[ticket.bucket] else { throw .unknownKey }
        if let limit = entry.budget {
            let spent = entry.spending.cost
            guard spent < limit else { throw .budgetSpent(limit: limit) }
            guard entry.reserved.values.reduce(spent, +) < limit else { throw .budgetReserved(limit: limit) }
        }
        entries[ticket.bucket]?.reserved[ticket.number] = most
    }

    /// Whether the call's key has not been revoked since.
    func isLive(_ ticket: Ticket) -> Bool { entries[ticket.bucket] != nil }

    /// Puts what a call has cost so far in place of what it had cost before; as much less is set aside for it.
    mutating func charge(_ ticket: Ticket, _ charge: Charge, insteadOf former: Charge?) {
        entries[ticket.bucket]?.spending.add(charge, insteadOf: former)
        guard let rest = entries[ticket.bucket]?.reserved[ticket.number] else { return }
        let told = charge.cost.microdollars - (former?.cost.microdollars ?? 0)
        entries[ticket.bucket]?.reserved[ticket.number] = USD(microdollars: max(0, rest.microdollars - told))
    }

    mutating func end(_ ticket: Ticket) {
        running -= 1
        bodyBytes -= ticket.bodyBytes
        entries[ticket.bucket]?.running -= 1
        entries[ticket.bucket]?.reserved[ticket.number] = nil
    }

    private func entry(_ hash: KeyHash) -> Entry? {
        guard let entry = entries[hash.bucket], entry.hash.isSame(as: hash) else { return nil }
        return entry
    }
}
