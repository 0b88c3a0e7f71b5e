internal import EventLoop

extension HTTPServerConnection {
    /// From now on no request comes on this connection, but bytes of another protocol; what has come already is their beginning.
    func beginTunnel() -> MessageBody {
        let body = MessageBody(loop: loop) { [weak self] on in self?.stream.setReading(on) }
        tunnel = body
        closesAfterResponse = true
        deadlines.arrived()
        unparsed.withUnsafeBytes { if !$0.isEmpty { body.push($0) } }
        unparsed = []
        if peerHasEnded || isClosed { body.fail(HTTPError(.disconnected, "the client has left")) }
        stream.setReading(true)
        return body
    }

    /// The head of an answer that changes the protocol.
    func upgradeHead(_ fields: [(String, String)]) -> [UInt8] {
        hasAnswered = true
        var bytes: [UInt8] = []
        bytes.put("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n")
        for (name, value) in fields {
            bytes.put(fieldText: name)
            bytes.put(": ")
            bytes.put(fieldText: value)
            bytes.put("\r\n")
        }
        bytes.put("\r\n")
        return bytes
    }
}
