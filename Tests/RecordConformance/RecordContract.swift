public import Records
public import Testing

/// Where a store's records lie: opened again, it has what was there before.
public protocol RecordPlace: Sendable {
    /// Whether what is written is there after the store has been closed and opened again.
    var isDurable: Bool { get }
    /// Opens the store.
    func open() async throws -> any RecordStore
}

/// A promise that is broken.
public struct RecordBreach: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String
}

/// One thing that every store of records promises.
public struct RecordContract: Sendable, CustomTestStringConvertible {
    /// The promise.
    public let name: String
    /// Throws when it is broken.
    public let check: @Sendable (any RecordPlace) async throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (any RecordPlace) async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// With a store that is opened for the check and closed after it.
    init(_ name: String, open check: @escaping @Sendable (any RecordStore) async throws -> Void) {
        self.init(name) { place in
            let store = try await place.open()
            let result: Result<Void, any Error>
            do { result = .success(try await check(store)) } catch { result = .failure(error) }
            await store.close()
            try result.get()
        }
    }

    /// The promise.
    public var testDescription: String { name }

    /// All of them.
    public static let all = changing + listing + keeping
}

func hold(_ isSo: Bool, _ breach: @autoclosure () -> String) throws {
    guard isSo else { throw RecordBreach(description: breach()) }
}

/// The error that `body` throws.
func failure(_ body: () async throws(RecordError) -> Void) async throws -> RecordError {
    do throws(RecordError) { try await body() } catch { return error }
    throw RecordBreach(description: "nothing was thrown")
}

extension RecordKind {
    static let apple = RecordKind(rawValue: "apple")
    static let pear = RecordKind(rawValue: "pear")
}
