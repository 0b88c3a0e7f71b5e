import ClaudeAgent
import HTTP
import JSON
import ManagedAgents
import OpenAPI
import TestSupport
import Testing

@testable import AgentServer

/// The description against the server that runs: methods, parameters, refusals.
@Suite(.timeLimit(.minutes(2))) struct OpenAPIOperationsTests {
    private let operations: [DescribedOperation]

    init() throws {
        operations = try DescribedOperation.all()
    }

    /// Runs `body` against a server that keeps the objects of /v1 itself.
    private func run(
        _ change: @escaping @Sendable (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (ManagedClient) async throws -> Void
    ) async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) {
                $0.idleTime = .seconds(600)
                change(&$0)
            } _: {
                try await body(ManagedClient(server: $0))
            }
        }
    }

    @Test func everyPathTakesTheMethodsThatAreDescribed() async throws {
        let described = Dictionary(grouping: operations, by: \.path).mapValues { Set($0.map(\.method.description)) }
        try await run { client in
            for (path, methods) in described {
                let answer = try await client.server.exchange(.put, DescribedOperation.filled(path, [:]), [], "")
                #expect(answer.status == 405, "\(path)")
                let allowed = answer.fields["allow"]?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []
                #expect(Set(allowed) == methods, "\(path)")
            }
        }
    }

    @Test func everyOperationReadsTheParametersThatAreDescribed() async throws {
        let (asked, operations) = (Shared(Set<String>()), operations.filter(\.isManaged).sorted { $0.rank < $1.rank })
        let note: @Sendable (String) -> Void = { name in asked.change { _ = $0.insert(name) } }
        try await ManagedQuery.$whenAsked.withValue(note) {
            try await run { client in
                let ids = try await DescribedObjects.make(client)
                for operation in operations {
                    asked.change { $0 = [] }
                    let status = try await client.status(of: operation, ids)
                    #expect(asked.value == operation.query, "\(operation)")
                    #expect(operation.statuses.contains(status), "\(operation) answered \(status)")
                }
            }
        }
    }

    @Test func onlyWhatIsDescribedSoTakesAnIdempotencyKey() async throws {
        let key = [("Idempotency-Key", String(repeating: "x", count: 256))]
        let operations = operations.filter { $0.isManaged && $0.method == .post }
        try await run { client in
            for operation in operations {
                let answer = try await client.answer(of: operation, [:], key)
                #expect(answer.text.contains("Idempotency-Key must have") == operation.takesIdempotencyKey, "\(operation)")
                if operation.takesIdempotencyKey { #expect(answer.status == 400 && operation.statuses.contains(422)) }
            }
        }
    }

    @Test func whatIsAskedWithoutTheKeyOrOfNothingThatIsThereIsRefusedAsDescribed() async throws {
        let operations = operations.filter(\.isManaged)
        try await run {
            $0.authToken = .init("a-token-of-no-value")
        } _: { client in
            for operation in operations {
                let status = try await client.status(of: operation, [:])
                #expect(status == 401 && operation.statuses.contains(401), "\(operation) answered \(status)")
            }
        }
        try await run { client in
            for operation in operations where operation.path.contains("{") {
                let status = try await client.answer(of: operation, [:]).status
                #expect((400...404).contains(status) || status == 501, "\(operation) answered \(status)")
                #expect(operation.statuses.contains(status), "\(operation) answered \(status)")
            }
        }
    }

    @Test func aBodyThatIsTooLargeIsRefusedAsDescribed() async throws {
        let operations = operations.filter { $0.isManaged && $0.method == .post }
        try await run { client in
            for operation in operations {
                let head = """
                    POST \(DescribedOperation.filled(operation.path, [:])) HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(operation.contentType)\r
                    Content-Length: 1000000000000\r\n\r\n
                    """
                let isTooLarge = try await client.server.raw(head).hasPrefix("HTTP/1.1 413 ")
                #expect(isTooLarge && operation.statuses.contains(413), "\(operation)")
            }
        }
    }
}

extension ManagedClient {
    /// Asks for what an operation does, with a body that may not be enough for it.
    fileprivate func answer(
        of operation: DescribedOperation,
        _ ids: [String: String],
        _ fields: [(String, String)] = []
    ) async throws -> (status: Int, text: String) {
        let (path, body) = (DescribedOperation.filled(operation.path, ids), operation.body)
        let response = try await server.send(operation.method, path, [("Content-Type", operation.contentType)] + fields, body)
        defer { response.close() }
        // A stream does not end.
        guard response.fields["content-type"]?.hasPrefix("text/event-stream") != true else { return (response.status.code, "") }
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (response.status.code, String(decoding: bytes, as: UTF8.self))
    }

    fileprivate func status(of operation: DescribedOperation, _ ids: [String: String]) async throws -> Int {
        try await answer(of: operation, ids).status
    }
}
