/// Who gets what there is.
extension ProcessPool {
    /// Serves waiting sessions in order, makes room for them, then sees to spares.
    mutating func settle(_ now: Duration) -> [Action] {
        guard !isClosed else { return closedAnswers(now) }
        var actions: [Action] = []
        var blocked: [Request] = []
        for request in requests {
            if let action = grant(request, now, behind: blocked) { actions.append(action) } else { blocked.append(request) }
        }
        requests = blocked
        actions += makeRoom(now)
        return actions + replenish(now)
    }

    /// When `due` has to be asked again; `nil` when nothing waits for a time.
    public var deadline: Duration? {
        let parked = entries.values.filter(\.isParked).map { entry in
            if case .idle = entry.state { return min(entry.since + idleTime, entry.born + limits.age) }
            return entry.born + limits.age
        }
        let spare = hasRoomForSpare && missingSpare != nil ? spareTime : nil
        return (parked + (spare.map { [$0] } ?? [])).min()
    }

    /// A session that has a process may still go on in it while the server ends.
    private mutating func closedAnswers(_ now: Duration) -> [Action] {
        var actions: [Action] = []
        var blocked: [Request] = []
        for request in requests {
            let own = owners[request.session].flatMap { number in entries[number].map { (number, $0) } }
            if let own, let action = reuse(own.0, own.1, request, now) { actions.append(action) } else { blocked.append(request) }
        }
        requests = blocked
        return actions
    }

    private mutating func grant(_ request: Request, _ now: Duration, behind blocked: [Request]) -> Action? {
        if let number = owners[request.session], let entry = entries[number] {
            return isOwed(to: blocked) ? nil : reuse(number, entry, request, now)
        }
        if request.isNew, let spare = oldestSpare(request.key) {
            own(spare, request.session, .busy(request.session), now)
            lastStart = now
            return .claim(spare, request.session)
        }
        guard !isHeld, entries.count < limits.capacity else { return nil }
        let number = takeNumber()
        entries[number] = Entry(key: request.key, born: now, state: .starting(request.session), since: now)
        owners[request.session] = number
        lastStart = now
        return .start(number, request.session)
    }

    /// Its own process, unless that one is on its way out or was started for something else.
    private mutating func reuse(_ number: ProcessNumber, _ entry: Entry, _ request: Request, _ now: Duration) -> Action? {
        guard entry.state == .idle(request.session), entry.key == request.key else { return nil }
        set(number, .busy(request.session), now)
        return .use(number, request.session)
    }

    private mutating func own(_ number: ProcessNumber, _ session: SessionID, _ state: State, _ now: Duration) {
        owners[session] = number
        set(number, state, now)
    }

    private func oldestSpare(_ key: PoolKey) -> ProcessNumber? {
        entries.filter { $0.value.state == .spare && $0.value.key == key }.keys.min()
    }

    /// Ends as many parked processes as sessions wait for a place, beyond those that end already.
    private mutating func makeRoom(_ now: Duration) -> [Action] {
        // Idle, and yet not used: started for something else, or owed to those who wait longer.
        let passedOver = requests.map(\.session).compactMap { session in
            owners[session].filter { entries[$0]?.state == .idle(session) }
        }
        var actions = passedOver.flatMap { end($0, .evicted, now) }
        for number in leastMissed.prefix(max(0, placesNeeded(requests) - placesComing)) { actions += end(number, .evicted, now) }
        return actions
    }

    /// Whether those who wait longer cannot be served by ending what nobody waits for.
    private func isOwed(to blocked: [Request]) -> Bool {
        let needed = placesNeeded(blocked)
        guard needed > placesComing else { return false }
        return needed > placesComing + leastMissed.count
    }

    /// How many of those who wait need a process that is not there yet.
    private func placesNeeded(_ requests: [Request]) -> Int {
        requests.count { request in owners[request.session].map { entries[$0]?.state == .ending } ?? true }
    }

    /// Places that are free or about to be.
    private var placesComing: Int { limits.capacity - entries.count + entries.values.count { $0.state == .ending } }

    /// Parked processes, those first that are missed least: spares, then sessions that have been idle longest.
    private var leastMissed: [ProcessNumber] {
        let waiting = Set(requests.map(\.session))
        let parked = entries.filter { _, entry in
            guard case .idle(let session) = entry.state else { return entry.state == .spare }
            return !waiting.contains(session)
        }
        return parked.sorted { left, right in
            let (a, b) = (left.value.state == .spare, right.value.state == .spare)
            if a != b { return a }
            return left.value.since == right.value.since ? left.key < right.key : left.value.since < right.value.since
        }.map(\.key)
    }

    /// Ends parked processes until the others hold no more than they may: spares first, then the largest and the longest idle of them.
    mutating func shed(_ now: Duration) -> [Action] {
        var total = parkedBytes
        var actions: [Action] = []
        for (number, entry) in entries.filter(\.value.isParked).sorted(by: { $0.value.goesBefore($1.value, $0.key < $1.key) }) {
            guard total > limits.idleBytes else { break }
            total -= entry.bytes
            actions += end(number, .memory, now)
        }
        return actions
    }

    /// What parked processes hold together.
    private var parkedBytes: Int { entries.values.filter(\.isParked).reduce(0) { $0 + $1.bytes } }

    /// Starts a spare when nobody waits, there is room, and things have settled. One at a time: they compete for the processor.
    private mutating func replenish(_ now: Duration) -> [Action] {
        guard hasRoomForSpare, let key = missingSpare, now >= spareTime else { return [] }
        let number = takeNumber()
        entries[number] = Entry(key: key, born: now, state: .starting(nil), since: now)
        return [.startSpare(number, key)]
    }

    private var hasRoomForSpare: Bool {
        !isHeld && requests.isEmpty && entries.count < limits.capacity && parkedBytes + spareBytes <= limits.idleBytes
    }

    private var spareTime: Duration {
        max(lastStart.map { $0 + limits.settlingTime } ?? .zero, sparesPausedUntil ?? .zero)
    }

    private var missingSpare: PoolKey? {
        guard !isClosed, !entries.values.contains(where: { $0.state == .starting(nil) }) else { return nil }
        return wanted.first { key in
            entries.values.count { $0.key == key && ($0.state == .spare || $0.state == .starting(nil)) } < limits.spares
        }
    }
}

extension ProcessPool.Entry {
    /// Whether it is ended sooner for the memory that it holds.
    fileprivate func goesBefore(_ other: Self, _ isOlder: Bool) -> Bool {
        if (state == .spare) != (other.state == .spare) { return state == .spare }
        if bytes != other.bytes { return bytes > other.bytes }
        return since == other.since ? isOlder : since < other.since
    }
}

extension Optional {
    fileprivate func filter(_ isIncluded: (Wrapped) -> Bool) -> Wrapped? { flatMap { isIncluded($0) ? $0 : nil } }
}
