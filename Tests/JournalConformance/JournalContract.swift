internal import Journal
public import Testing

/// One thing that every journal promises.
public struct JournalContract: Sendable, CustomTestStringConvertible {
    /// The promise.
    public let name: String
    /// Throws when it is broken.
    public let check: @Sendable (any JournalPlace) async throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (any JournalPlace) async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// With a journal that is opened for the check and closed after it.
    init(_ name: String, open check: @escaping @Sendable (any Journal) async throws -> Void) {
        self.init(name) { place in
            let journal = try await place.open()
            let result: Result<Void, any Error>
            do { result = .success(try await check(journal)) } catch { result = .failure(error) }
            await journal.close()
            try result.get()
        }
    }

    /// The promise.
    public var testDescription: String { name }

    /// All of them.
    public static let all = appending + fencing + reading + keeping
}
