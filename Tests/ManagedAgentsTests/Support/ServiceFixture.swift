import Domain
import EventLoop
import HTTP
import JSON
import ManagedAgents
import Records
import TestSupport
import Testing

/// A running service on a free port.
struct ServiceFixture: Sendable {
    struct Reply: Sendable {
        let status: Int
        let fields: HTTPFields
        let bytes: [UInt8]

        var json: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }
        var errorType: String? { json["error"]?["type"]?.string }
        var message: String { json["error"]?["message"]?.string ?? "" }
    }

    let address: SocketAddress
    let loop: EventLoop
    let folder: String
    let store: any RecordStore

    /// Runs `body` against a service with these routes, then shuts it down.
    static func run(
        key: String? = nil,
        store: any RecordStore = MemoryRecordStore(),
        uploads: String? = nil,
        sources: ManagedSources = ManagedSources(),
        routes: @escaping @Sendable (_ folder: String) throws -> [ManagedRoute],
        _ body: @escaping @Sendable (ServiceFixture) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let routes = try routes(folder)
            try await EventLoopGroup.run(count: 1) { group in
                let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: group.loops[0])
                let service = ManagedService(
                    routes: routes,
                    key: key.map { AccessKey($0) },
                    store: store,
                    folder: uploads ?? folder,
                    sources: sources
                )
                let server = HTTPServer(group: group) { request, response in _ = try await service.handle(request, response) }
                let fixture = ServiceFixture(address: listener.address, loop: group.loops[0], folder: folder, store: store)
                try await withThrowingTaskGroup(of: Bool.self) { tasks in
                    tasks.addTask {
                        try await server.run([listener])
                        return false
                    }
                    tasks.addTask {
                        try await body(fixture)
                        return true
                    }
                    defer { tasks.cancelAll() }
                    _ = try await tasks.next()
                    await listener.close()
                    server.abortConnections()
                }
            }
        }
    }

    func send(
        _ method: HTTPMethod,
        _ target: String,
        _ body: JSONValue? = nil,
        fields: [(String, String)] = []
    ) async throws -> Reply {
        let type = body == nil ? [] : [("Content-Type", "application/json")]
        return try await send(method, target, bytes: body?.serialized(), fields: type + fields)
    }

    func send(_ method: HTTPMethod, _ target: String, bytes: [UInt8]?, fields: [(String, String)]) async throws -> Reply {
        let response = try await HTTPClient(address: address, loop: loop).send(method, target, fields: fields, body: bytes)
        defer { response.close() }
        return Reply(status: response.status.code, fields: response.fields, bytes: try await response.body.collect(upTo: 64 << 20))
    }

    /// Sends a form; parts are (field, file name, content).
    func upload(
        _ target: String,
        _ parts: [(field: String, name: String?, content: String)],
        fields: [(String, String)] = []
    ) async throws -> Reply {
        let text = parts.map { part in
            let name = part.name.map { "; filename=\"\($0)\"\r\nContent-Type: text/plain" } ?? ""
            return "--bnd\r\nContent-Disposition: form-data; name=\"\(part.field)\"\(name)\r\n\r\n\(part.content)\r\n"
        }
        let type = [("Content-Type", "multipart/form-data; boundary=bnd")]
        return try await send(.post, target, bytes: Array((text.joined() + "--bnd--\r\n").utf8), fields: type + fields)
    }
}
