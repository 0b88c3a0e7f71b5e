import JSON

/// A request as it came over HTTP.
struct StubCall {
    let method: String
    let target: String
    let fields: [(name: String, value: String)]
    /// The body; nil when it is larger than `StubAPI.largestBody`.
    let body: [UInt8]?

    /// The target without its query.
    var path: String { String(target.prefix { $0 != "?" }) }

    /// The first field of that name, whatever its case.
    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name }?.value
    }
}

/// A call whose answer wants a ticket only.
struct PreparedCall {
    enum Content {
        case json(JSONValue)
        case failure(APIFailure)
        case draft(StubDraft)
    }

    let record: RequestRecord
    let content: Content

    /// The ticket for this call.
    func ticket(from memory: inout StubMemory) -> StubTicket {
        guard case .draft(let draft) = content else { return memory.ticket() }
        return memory.ticket(faults: draft.step.faults, place: draft.place)
    }

    /// What goes out, and the record of it.
    func answer(with ticket: StubTicket) -> (output: StubOutput, record: RequestRecord) {
        var identifiers = ticket.identifiers
        let requestID = identifiers.next("req")
        var output = output(StubTicket(identifiers: identifiers, fault: ticket.fault), requestID)
        output.fields["request-id"] = requestID
        var record = record
        record.requestID = requestID
        record.status = output.ending == .silent ? 0 : output.status
        return (output, record)
    }

    private func output(_ ticket: StubTicket, _ requestID: String) -> StubOutput {
        switch content {
        case .json(let json): StubOutput(json: json)
        case .failure(let failure): StubOutput(failure: failure, requestID: requestID)
        case .draft(let draft): draft.reply(with: ticket).output(requestID: requestID)
        }
    }
}
