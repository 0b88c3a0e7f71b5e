import Encryption
import HTTP
import JSON
import ManagedAgents
import OpenAPI
import Records
import TestSupport
import Testing

@testable import AgentServer

@Suite struct OpenAPIRoutesTests {
    private let paths: JSONObject

    init() throws {
        paths = try #require(try JSONValue(parsing: OpenAPIDocument.json)["paths"]?.object)
    }

    @Test func theDocumentDescribesEveryPathThatIsServedAndNoOther() async throws {
        let resources = try await Self.resourceRoutes()
        let served = Set((ContractService.routes + ManagedAPI.patterns + resources.map(\.pattern)).map(Self.shape))
        #expect(Set(paths.keys.map(Self.shape)) == served)
    }

    @Test func theDocumentHasTheMethodsOfTheResources() async throws {
        for (shape, routes) in Dictionary(grouping: try await Self.resourceRoutes(), by: { Self.shape($0.pattern) }) {
            let item = paths.first { Self.shape($0.key) == shape }?.value.object
            let described = Set(item?.keys.filter { $0 != "parameters" } ?? [])
            #expect(described == Set(routes.map { $0.method.description.lowercased() }), "\(shape)")
        }
    }

    private static func resourceRoutes() async throws -> [ManagedRoute] {
        try await withTemporaryFolder { folder in
            let key = try #require(EncryptionKey([UInt8](repeating: 7, count: EncryptionKey.length)))
            return try await ManagedResources.open(MemoryRecordStore(), folder: folder, key: key, models: []).routes
        }
    }

    /// A pattern without the names of its placeholders.
    private static func shape(_ pattern: String) -> String {
        pattern.split(separator: "/", omittingEmptySubsequences: false).map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
    }
}
