/// When a turn that has its answers is tried again after it could not be given to a process. Pure; times count from the server's start.
struct ResumptionTries: Sendable, Hashable {
    /// How often what may never pass is tried in a row.
    static let most = 10
    /// How long it rests after a shortage, and after the first other fault; twice as long after each one more.
    static let shortest = Duration.seconds(1)
    /// How long it rests at most.
    static let longest = Duration.seconds(60)

    private var all = 0
    private var failures = 0
    private var uncertain = 0
    /// Whether the latest failure is one to tell an operator of: the first, and at each doubling.
    var isWorthTelling: Bool { all & (all - 1) == 0 }
    /// When it is to be tried again; `nil` when nothing is due.
    private(set) var time: Duration?

    /// A turn that has not been tried.
    init() {}

    /// A try has failed.
    ///
    /// - Returns: How long it rests now; `nil` when no other try is worth while.
    mutating func failed(_ fault: ResumptionFault, now: Duration) -> Duration? {
        time = nil
        all += 1
        switch fault {
        case .lasting: return nil
        case .shortage: return rest(Self.shortest, now)
        case .outage: break
        case .uncertain:
            uncertain += 1
            guard uncertain < Self.most else { return nil }
        }
        defer { failures += 1 }
        return rest(min(Self.longest, Self.shortest * (1 << min(failures, 10))), now)
    }

    private mutating func rest(_ pause: Duration, _ now: Duration) -> Duration {
        time = now + pause
        return pause
    }

    /// Whether it is time for the next try, which the caller makes.
    mutating func take(_ now: Duration) -> Bool {
        guard let due = time, due <= now else { return false }
        time = nil
        return true
    }
}
