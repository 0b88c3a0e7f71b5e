import Domain
import Encryption
import EventLoop
import JSON
import ManagedAgents
import Records
import Testing

@testable import AgentServer

/// The real objects of /v1 on a store in memory, without a server.
struct MaterialBench: Sendable {
    let bench: Workbench
    let resources: ManagedResources
    let session: SessionID

    var materials: RecordMaterials { RecordMaterials(resources: resources) }
    static let now = Timestamp(microseconds: 1)

    static func run(_ body: @escaping @Sendable (MaterialBench) async throws -> Void) async throws {
        try await Workbench.run { bench in
            let key = try #require(EncryptionKey([UInt8](repeating: 7, count: EncryptionKey.length)))
            let resources = try await ManagedResources.open(MemoryRecordStore(), folder: "\(bench.path)/files", key: key, models: [])
            try await body(MaterialBench(bench: bench, resources: resources, session: SessionID.of("sesn_1")))
        }
    }

    /// Keeps a file; gives its id.
    func file(_ bytes: [UInt8], _ type: String, session: String = "other") async throws -> String {
        let path = "\(bench.path)/source-\(UInt64.random(in: 0...UInt64.max))"
        try Files.writePrivately(bytes, to: path)
        return try await resources.files.add("f", mediaType: type, from: path, session: session, isDownloadable: false).id
    }

    func attach(_ wishes: [JSONValue], beside others: [JSONValue] = []) async throws -> [JSONValue] {
        try await materials.attach(wishes, beside: others, to: session, at: Self.now)
    }

    /// Files whose contents are on the disk.
    var contents: Int { Files.entries(of: "\(bench.path)/files/content").count }

    /// The session with these resources.
    func workspace(_ attached: [JSONValue]) throws -> SessionWorkspace {
        let body: JSONValue = ["agent": FakeMaterials.agent, "environment_id": "env_1", "resources": .array(attached), "vault_ids": []]
        let record = Record(StoredSession.kind, id: session.text, created: 1, body: body)
        return SessionWorkspace(resources: resources, session: try #require(StoredSession(record)))
    }
}
