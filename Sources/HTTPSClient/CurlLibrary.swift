internal import CCurl
internal import EventLoop
internal import Synchronization

/// The library, loaded at the first request and off the loops: that takes milliseconds.
enum CurlLibrary {
    private static let isLoaded = Atomic(false)

    /// - Throws: `HTTPSError` with code `unavailable` that says which package is missing.
    static func load() async throws {
        guard !isLoaded.load(ordering: .acquiring) else { return }
        let refusal = await BlockingExecutor.shared.perform { roost_curl_load().map { String(cString: $0) } }
        if let refusal { throw HTTPSError(.unavailable, refusal) }
        isLoaded.store(true, ordering: .releasing)
    }
}
