/// All that outlives a request: the source of ids and the counts of faults.
///
/// It is asked once for each request and does next to nothing, so that requests hold each other up as little as can be.
struct StubMemory {
    private var identifiers: StubIdentifiers
    private var counters = FaultCounters()

    init(identifiers: StubIdentifiers = StubIdentifiers()) {
        self.identifiers = identifiers
    }

    /// Ids for one request, and which of its step's faults happens.
    mutating func ticket(faults: [Fault] = [], place: String = "") -> StubTicket {
        StubTicket(identifiers: identifiers.fork(), fault: fault(among: faults, place))
    }

    private mutating func fault(among faults: [Fault], _ place: String) -> Fault.Kind? {
        for (index, fault) in faults.enumerated() where counters.take(fault, key: "\(place)\n\(index)\n\(fault.source)") {
            return fault.kind
        }
        return nil
    }
}

/// What one request is given out of the stub's memory.
struct StubTicket {
    let identifiers: StubIdentifiers
    let fault: Fault.Kind?
}
