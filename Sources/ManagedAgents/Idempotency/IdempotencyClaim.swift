internal import Domain
public import JSON
public import Records

/// A request that carries an `Idempotency-Key`: what its answer is stored under.
public struct IdempotencyClaim: Sendable, Hashable {
    /// The kind of the records that hold answers.
    package static let kind = RecordKind(rawValue: "idempotency")
    /// How long a key is kept, in microseconds: 24 hours.
    static let lifetime: Int64 = 86_400_000_000

    /// The hash of the key: keys themselves are not stored.
    let id: String
    /// The hash of what was asked: method, path, body.
    let fingerprint: String
    /// When it came.
    let time: Timestamp

    /// Claims a key for a request.
    init(key: String, fingerprint: [UInt8], time: Timestamp) {
        id = Base64URL.encode(SHA256.hash(Array(key.utf8)))
        self.fingerprint = Base64URL.encode(fingerprint)
        self.time = time
    }

    /// What stores an answer under the key.
    func change(status: Int, body: JSONValue) -> RecordChange {
        let stored: JSONValue = ["fingerprint": .string(fingerprint), "status": JSONValue(status), "body": body]
        return .insert(
            Record(Self.kind, id: id, created: time.microseconds, expires: time.microseconds + Self.lifetime, body: stored)
        )
    }

    /// What stores the answer 200 with a document. In the transaction that makes the object, both are there or neither.
    public func change(answering body: JSONValue) -> RecordChange { change(status: 200, body: body) }
}
