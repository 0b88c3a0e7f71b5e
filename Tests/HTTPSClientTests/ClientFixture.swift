import EventLoop
import HTTP
import HTTPSClient
import TestSupport
import Testing

/// A client against a server that the test scripts.
struct ClientFixture: Sendable {
    let client: HTTPSClient
    let server: ServerURL
    let loop: EventLoop

    static func run<T: Sendable>(
        _ change: @Sendable (inout HTTPSClientConfiguration) -> Void = { _ in },
        serve: @escaping @Sendable (ByteStream) async throws -> Void,
        _ body: @escaping @Sendable (ClientFixture) async throws -> T
    ) async throws -> T {
        try await EventLoopGroup.run(count: 1) { group in
            var configuration = HTTPSClientConfiguration()
            change(&configuration)
            let client = HTTPSClient(group: group, configuration: configuration)
            let result: Result<T, any Error>
            do {
                result = .success(
                    try await RawServer.run(on: group, serve: serve) { address in
                        let server = try #require(ServerURL("http://\(address)"))
                        return try await body(ClientFixture(client: client, server: server, loop: group.loops[0]))
                    }
                )
            } catch { result = .failure(error) }
            await client.close()
            return try result.get()
        }
    }

    func post(_ body: String = "{}", fields: [(String, String)] = []) -> HTTPSRequest {
        HTTPSRequest(.post, "/x", of: server, fields: fields, body: Array(body.utf8))
    }

    /// The status and whole body of an answer.
    func send(_ request: HTTPSRequest) async throws -> (status: Int, body: String) {
        try await client.withResponse(to: request) { answer in
            (answer.status.code, String(decoding: try await answer.body.collect(upTo: 1 << 24), as: UTF8.self))
        }
    }
}

/// The code of the `HTTPSError` that `body` throws.
func code<T>(_ body: () async throws -> T) async throws -> HTTPSError.Code? {
    do { _ = try await body() } catch let error as HTTPSError { return error.code }
    return nil
}
