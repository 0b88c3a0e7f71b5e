internal import EventLoop

/// Bytes that may come ahead of their turn (pipelining) before reading pauses.
private let unparsedLimit = 64 * 1024

extension HTTPServerConnection: ByteStreamDelegate {
    func streamDidRead(_ bytes: UnsafeRawBufferPointer) {
        if let tunnel { return tunnel.push(bytes) }
        guard rejection == nil, !endsHere else { return }
        if body?.isComplete == true { keep(bytes) } else { feed(bytes) }
    }

    func streamDidReachEnd() { peerDidEnd() }

    func streamDidDrain() { didDrain() }

    func streamDidClose() { didClose() }

    /// Keeps bytes that come ahead of their turn.
    private func keep(_ bytes: UnsafeRawBufferPointer) {
        unparsed.append(contentsOf: bytes)
        if unparsed.count > unparsedLimit { stream.setReading(false) }
    }

    func feed(_ bytes: UnsafeRawBufferPointer) {
        switch reader.read(bytes) {
        case .consumed: break
        case .paused(let used): if used < bytes.count { keep(UnsafeRawBufferPointer(rebasing: bytes[used...])) }
        case .refused(let status, let reason): return fail(status, reason)
        }
        expectRest()
    }

    /// A head or body that has not come whole has a deadline from its first bytes on.
    private func expectRest() {
        if let body {
            if !body.isComplete { expect(.body) }
        } else if reader.hasBegun {
            expect(.head)
        }
    }

    private func fail(_ status: HTTPStatus, _ reason: String) {
        guard let body else { return refuse(status) }
        closesAfterResponse = true
        body.fail(HTTPError(.malformed, "the request body is malformed: \(reason)"))
    }
}

extension HTTPServerConnection: RequestReaderDelegate {
    func readerDidReadHead(_ head: RequestHead) {
        let body = MessageBody(loop: loop) { [weak self] on in self?.stream.setReading(on) }
        if head.expectsContinue { body.onFirstRead = { [weak self] in self?.sendContinue() } }
        self.body = body
        bodyLength = head.contentLength ?? 0
        if !head.keepsAlive { closesAfterResponse = true }
        request = HTTPRequest(head, body: body)
        wake()
    }

    func readerDidReadBody(_ bytes: UnsafeRawBufferPointer) { body?.push(bytes) }

    func readerDidFinishRequest() {
        body?.finish()
        didArrive()
    }
}
