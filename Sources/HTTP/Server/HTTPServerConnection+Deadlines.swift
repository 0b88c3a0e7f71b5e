internal import EventLoop

extension HTTPServerConnection {
    /// From now on something must be read.
    func expect(_ arrival: ConnectionDeadlines.Arrival) {
        deadlines.expect(arrival, length: bodyLength, at: EventLoop.now())
        armTimer()
    }

    /// What was waited for has been read.
    func didArrive() { deadlines.arrived() }

    /// From now on the peer must take bytes.
    func expectProgress() {
        deadlines.expectProgress(beyond: stream.sentBytes, at: EventLoop.now())
        armTimer()
    }

    /// One timer a connection. It fires at or before the next deadline; a deadline that has moved away is noticed then.
    private func armTimer() {
        guard let earliest = deadlines.earliest else { return }
        if timer != nil, timerDeadline <= earliest { return }
        timer?.cancel()
        timerDeadline = earliest
        let delay = Duration.nanoseconds(Int64(clamping: earliest) - Int64(clamping: min(earliest, EventLoop.now())))
        timer = loop.schedule(after: delay) { [weak self] in self?.timerFired() }
    }

    private func timerFired() {
        timer = nil
        guard !isClosed else { return }
        if let expiry = deadlines.expired(at: EventLoop.now(), sent: stream.sentBytes) { expire(expiry) }
        armTimer()
    }

    private func expire(_ expiry: ConnectionDeadlines.Expiry) {
        switch expiry {
        case .reading(.firstRequest), .reading(.nextRequest):
            endsHere = true
            wake()
        case .reading(.head): refuse(.requestTimeout)
        case .reading(.body):
            closesAfterResponse = true
            body?.fail(HTTPError(.timedOut, "the request body did not arrive in time"))
        case .reading(.farewell): stream.close()
        case .writing: giveUp()
        }
    }

    /// Answers with `status` once the answers before it are done.
    func refuse(_ status: HTTPStatus) {
        rejection = rejection ?? status
        wake()
    }
}
