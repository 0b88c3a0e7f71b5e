internal import EventLoop

extension HTTPServerConnection {
    /// Answers what was no request, or comes above a limit.
    @inline(never) func reject(_ status: HTTPStatus) {
        closesAfterResponse = true
        let writer = ResponseWriter(self)
        writer.respondNow(status, ResponseWriter.jsonFields, ResponseWriter.detail(status.reason))
    }

    /// Status line and fields. Of `Connection` there is one at most, and it is true.
    func head(_ status: HTTPStatus, _ fields: [(String, String)], minorVersion: Int) -> [UInt8] {
        hasAnswered = true
        let wishes = fields.filter { Self.isConnection($0.0) }.map { $0.1.lowercased() }
        if isDraining || body?.isComplete == false || wishes.contains(where: { $0.contains("close") }) { closesAfterResponse = true }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes.put("HTTP/1.1 ")
        bytes.put(decimal: status.code)
        bytes.put(" ")
        bytes.put(status.reason)
        bytes.put("\r\nDate: ")
        bytes += date.now()
        bytes.put("\r\n")
        for (name, value) in fields where !Self.isConnection(name) {
            bytes.put(fieldText: name)
            bytes.put(": ")
            bytes.put(fieldText: value)
            bytes.put("\r\n")
        }
        if closesAfterResponse {
            bytes.put("Connection: close\r\n")
        } else if minorVersion == 0 || !wishes.isEmpty {
            bytes.put("Connection: keep-alive\r\n")
        }
        return bytes
    }

    /// What becomes of the connection is for the connection to say, once; a handler's field is a wish.
    private static func isConnection(_ name: String) -> Bool { name.utf8.count == 10 && name.lowercased() == "connection" }

    /// Asks for the body, unless the answer has begun, in the middle of which nothing else may stand.
    func sendContinue() {
        guard !hasAnswered else { return }
        send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    }

    func send(_ bytes: [UInt8]) { bytes.withUnsafeBytes { stream.writeNow($0) } }

    /// Runs `body` on the loop, at once when already there.
    func onLoop(_ body: @escaping @Sendable () -> Void) async {
        if loop.isCurrent { return body() }
        await withCheckedContinuation { continuation in
            let isTaken = loop.execute {
                body()
                continuation.resume()
            }
            if !isTaken { continuation.resume() }
        }
    }

    /// Suspends while more is unsent than may be.
    func drained() async throws {
        guard loop.isCurrent else { return try await withTaskExecutorPreference(loop) { try await self.drainedOnLoop() } }
        try await waitUntilDrained()
    }

    @concurrent private func drainedOnLoop() async throws {
        precondition(loop.isCurrent)
        try await waitUntilDrained()
    }

    private func waitUntilDrained() async throws {
        if stream.pendingBytes > ByteStream.highWaterMark {
            expectProgress()
            do { try await stream.drained() } catch is IOError { throw HTTPError(.disconnected, "the client has left") }
        }
        if isClosed || peerHasEnded { throw HTTPError(.disconnected, "the client has left") }
        try Task.checkCancellation()
    }
}
