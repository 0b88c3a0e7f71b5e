import Encryption
import EventLoop
import ManagedAgents
import Records
import Testing

/// A service with the resources, on a store in memory.
enum ResourceFixture {
    static let key = EncryptionKey([UInt8](repeating: 7, count: EncryptionKey.length))

    static func run(
        store: any RecordStore = MemoryRecordStore(),
        sources: ManagedSources = ManagedSources(),
        _ body: @escaping @Sendable (ServiceFixture, ManagedResources) async throws -> Void
    ) async throws {
        let folder = "/tmp/roost-test-resources-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let key = try #require(key)
        let resources = try await ManagedResources.open(store, folder: folder, key: key, models: ["m-2", "m-1"], sources: sources)
        let result: Result<Void, any Error>
        do {
            let uploads = resources.uploadFolder
            let routes = resources.routes
            try await ServiceFixture.run(store: store, uploads: uploads, sources: sources, routes: { _ in routes }) { service in
                try await body(service, resources)
            }
            result = .success(())
        } catch { result = .failure(error) }
        await BlockingExecutor.shared.perform { Files.removeTree(folder) }
        try result.get()
    }
}
