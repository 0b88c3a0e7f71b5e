import EventLoop
import HTTP
import JSON
import ModelStub
import Synchronization

/// The offline model with a record of what it was asked, whole heads included.
final class StubUpstream: Sendable {
    struct Seen: Sendable {
        let method: String
        let target: String
        let fields: HTTPFields
    }

    private let seenState = Mutex<[Seen]>([])
    /// What has come.
    var seen: [Seen] { seenState.withLock { $0 } }

    /// Runs `body` with the model's base URL.
    static func run<T: Sendable>(_ body: @escaping @Sendable (StubUpstream, String, EventLoopGroup) async throws -> T) async throws -> T {
        let upstream = StubUpstream()
        let stub = ModelStubServer()
        return try await ScriptedUpstream.run(handler: { request, response in
            let seen = Seen(method: request.method.description, target: request.target, fields: request.fields)
            upstream.seenState.withLock { $0.append(seen) }
            try await stub.handler(request, response)
        }) { url, group in try await body(upstream, url, group) }
    }
}
