internal import EventLoop

/// What a connection waits for its peer to do, and until when. Pure: the connection supplies the time in nanoseconds.
///
/// There are two waits at most, one for bytes to read and one for bytes to be taken.
struct ConnectionDeadlines {
    /// What is to be read next.
    enum Arrival: Hashable { case firstRequest, nextRequest, head, body, farewell }

    enum Expiry: Equatable { case reading(Arrival), writing }

    private struct Reading {
        let arrival: Arrival
        let deadline: UInt64
    }

    private struct Writing {
        var deadline: UInt64
        var sent: UInt64
    }

    private let limits: HTTPServerLimits
    private var reading: Reading?
    private var writing: Writing?

    init(_ limits: HTTPServerLimits) { self.limits = limits }

    /// The next instant at which to look.
    var earliest: UInt64? {
        guard let reading else { return writing?.deadline }
        return min(reading.deadline, writing?.deadline ?? .max)
    }

    /// Begins to wait for `arrival`. Waiting for it already, the deadline stays: bytes that trickle in do not move it.
    ///
    /// - Parameter length: The declared length of a body that is waited for.
    mutating func expect(_ arrival: Arrival, length: UInt64 = 0, at now: UInt64) {
        guard reading?.arrival != arrival else { return }
        let limit = limit(arrival) + (arrival == .body ? limits.time(forBodyOf: length) : .zero)
        reading = Reading(arrival: arrival, deadline: now &+ limit.clampedNanoseconds)
    }

    /// What was waited for has come.
    mutating func arrived() { reading = nil }

    /// Begins to wait for the peer to take bytes; `sent` have been taken so far.
    mutating func expectProgress(beyond sent: UInt64, at now: UInt64) {
        guard writing == nil else { return }
        writing = Writing(deadline: now &+ limits.writeTimeout.clampedNanoseconds, sent: sent)
    }

    /// Nothing waits to be taken any more.
    mutating func drained() { writing = nil }

    /// The wait that is over in vain, which ends by that. A peer that has taken at least one byte gets the whole time anew.
    mutating func expired(at now: UInt64, sent: UInt64) -> Expiry? {
        if let wait = writing, wait.deadline <= now {
            writing = nil
            guard wait.sent != sent else { return .writing }
            expectProgress(beyond: sent, at: now)
        }
        guard let wait = reading, wait.deadline <= now else { return nil }
        reading = nil
        return .reading(wait.arrival)
    }

    private func limit(_ arrival: Arrival) -> Duration {
        switch arrival {
        case .firstRequest, .head: limits.headTimeout
        case .nextRequest: limits.idleTimeout
        case .body: limits.bodyTimeout
        case .farewell: limits.lingerTimeout
        }
    }
}
