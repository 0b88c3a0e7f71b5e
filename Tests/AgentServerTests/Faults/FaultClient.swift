import Domain
import EventLoop
import HTTP
import JSON

/// A client that cuts its connection after so many bytes, and does not mind a server that is killed.
struct FaultClient: Sendable {
    let address: SocketAddress
    let loop: EventLoop

    /// Asks a prompt.
    func ask(_ view: inout ClientView, _ query: String = "", cutAfter limit: Int?) async {
        let body = JSONValue.object(["prompt": .string(view.prompt ?? "")]).serializedString()
        let head = "POST /sessions/\(view.session)/messages\(query) HTTP/1.0\r\nHost: \(address)\r\nContent-Type: application/json\r\n"
        let bytes = await exchange("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)", cutAfter: limit)
        view.receive(FaultReply(bytes), isPrompt: true)
    }

    /// Comes back to a turn after the last event that the client has.
    func comeBack(_ view: inout ClientView, cutAfter limit: Int?) async {
        guard let turn = view.turn else { return }
        let place = view.lastEventID.map { ("", "Last-Event-ID: \($0)\r\n") } ?? ("?turn=\(turn)", "")
        let request = "GET /sessions/\(view.session)/events\(place.0) HTTP/1.0\r\nHost: \(address)\r\n\(place.1)\r\n"
        view.receive(FaultReply(await exchange(request, cutAfter: limit)), isPrompt: false)
    }

    /// As much of the answer as comes, or as is wanted.
    func exchange(_ request: String, cutAfter limit: Int?) async -> [UInt8] {
        guard let stream = try? await ByteStream.connect(to: address, on: loop) else { return [] }
        defer { stream.close() }
        guard (try? await stream.write(Array(request.utf8))) != nil else { return [] }
        var bytes: [UInt8] = []
        while bytes.count < limit ?? .max, let more = try? await stream.read() { bytes += more }
        return Array(bytes.prefix(limit ?? .max))
    }
}
