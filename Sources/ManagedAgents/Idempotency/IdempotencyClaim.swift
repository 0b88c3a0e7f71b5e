internal import Domain
internal import HTTP
public import JSON
public import Records

/// A request that carries an `Idempotency-Key`: what its answer is stored under.
public struct IdempotencyClaim: Sendable, Hashable {
    /// The kind of the records that hold answers.
    package static let kind = RecordKind(rawValue: "idempotency")
    /// How long a key is kept, in microseconds: 24 hours.
    static let lifetime: Int64 = 86_400_000_000

    /// The hash of the key: keys themselves are not stored.
    public let id: String
    /// The hash of what was asked: method, path, body.
    public let fingerprint: String
    /// When it came.
    let time: Timestamp
    /// What says that the work has begun, where the route wants that said.
    var begun: Record?

    /// Claims a key for a request.
    ///
    /// - Parameters:
    ///   - asked: Method and path.
    ///   - body: The hash of the body.
    /// - Throws: `ManagedError` 400 for a key that is none.
    init(key: String, asking asked: String, _ body: [UInt8], at time: Timestamp) throws(ManagedError) {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .invalid("Idempotency-Key must have 1 to 255 characters of ASCII")
        }
        id = Base64URL.encode(SHA256.hash(Array(key.utf8)))
        fingerprint = Base64URL.encode(SHA256.hash(Array("\(asked)\n".utf8) + body))
        self.time = time
    }

    /// What says that the work begins.
    ///
    /// - Parameter request: The id of the request.
    func begin(_ request: String) -> Record { record(["fingerprint": .string(fingerprint), "request": .string(request)]) }

    /// What stores an answer under the key.
    func change(status: Int, body: JSONValue) -> RecordChange {
        let stored: JSONValue = ["fingerprint": .string(fingerprint), "status": JSONValue(status), "body": body]
        guard var begun else { return .insert(record(stored)) }
        begun.body = stored
        return .replace(begun)
    }

    private func record(_ body: JSONValue) -> Record {
        Record(Self.kind, id: id, created: time.microseconds, expires: time.microseconds + Self.lifetime, body: body)
    }

    /// What stores the answer 200 with a document. In the transaction that makes the object, both are there or neither.
    public func change(answering body: JSONValue) -> RecordChange { change(status: 200, body: body) }

    /// The refusal of a key that was used for another request.
    public static let otherRequest = ManagedError(
        .unprocessableContent,
        "invalid_request_error",
        "this Idempotency-Key was used for another request; take a new one",
        shouldRetry: false
    )
}
