internal import Domain
internal import HTTP
public import JSON
public import Records

/// A request that carries an `Idempotency-Key`: what is kept of it, and of its answer.
///
/// Of the key a hash is kept, of the request a hash and what it has made; the answer itself only while it is small, in a record of its own that
/// goes with any of the objects it is about.
public struct IdempotencyClaim: Sendable, Hashable {
    /// The kind of the records that hold keys.
    package static let kind = RecordKind(rawValue: "idempotency")
    /// The kind of the records that hold answers.
    package static let answerKind = RecordKind(rawValue: "idempotency_answer")
    /// How long a key is kept, in microseconds: 24 hours.
    static let lifetime: Int64 = 86_400_000_000
    /// Keys that are kept at once.
    static let keyLimit = 1_000_000
    /// Bytes of an answer that is kept. A larger one is made anew from the objects that it is about.
    static let answerLimit = 16 << 10

    /// The hash of the key: keys themselves are not stored.
    public let id: String
    /// The hash of what was asked: method, path, body.
    public let fingerprint: String
    /// When it came.
    let time: Timestamp
    /// The objects that its path names.
    let path: [String]
    /// What says that the work has begun, where the route wants that said.
    var begun: Record?

    /// Claims a key for a request.
    ///
    /// - Parameters:
    ///   - asked: Method and path.
    ///   - body: The hash of the body.
    ///   - secret: Goes into the fingerprint, so that nobody who reads it can try bodies out.
    ///   - path: The objects that the path names.
    /// - Throws: `ManagedError` 400 for a key that is none.
    init(
        key: String,
        asking asked: String,
        _ body: [UInt8],
        secret: [UInt8],
        path: [String] = [],
        at time: Timestamp
    ) throws(ManagedError) {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .invalid("Idempotency-Key must have 1 to 255 characters of ASCII")
        }
        id = Base64URL.encode(SHA256.hash(Array(key.utf8)))
        fingerprint = Base64URL.encode(SHA256.hash(secret + Array("\(asked)\n".utf8) + body))
        self.path = path
        self.time = time
    }

    /// What stores the answer 200 with a document. In the transaction that makes the object, both are there or neither.
    ///
    /// - Parameter body: The answer; its `id` names what was made.
    public func changes(answering body: JSONValue) -> [RecordChange] {
        let made = body["id"]?.string
        let about = path + [made, body["memory_version_id"]?.string].compactMap(\.self)
        return settling(200, made: made) + answer(body, about: about)
    }

    /// The refusal of a key that was used for another request.
    public static let otherRequest = ManagedError(
        .unprocessableContent,
        "invalid_request_error",
        "this Idempotency-Key was used for another request; take a new one",
        shouldRetry: false
    )

    /// The refusal of a request whose work was done, and of which nothing is left to answer with.
    public static let nothingLeft = ManagedError(
        .notFound,
        "not_found_error",
        "the first request with this Idempotency-Key was answered, and what it was about is not there any more",
        shouldRetry: false
    )
}

extension IdempotencyClaim {
    /// What says that the work begins.
    ///
    /// - Parameter request: The id of the request.
    func begin(_ request: String) -> [RecordChange] {
        adding(["request": .string(request)])
    }

    /// What says that the work is done, with which status, and what it has made.
    func settling(_ status: Int, made: String?) -> [RecordChange] {
        var fields: JSONObject = ["status": JSONValue(status)]
        if let made { fields["made"] = .string(made) }
        guard var begun else { return adding(fields) }
        begun.body = .object((begun.body.object ?? [:]).merging(fields))
        return [.replace(begun)]
    }

    /// What keeps an answer, if it is small, for as long as all that it is about is there.
    func answer(_ body: JSONValue, about objects: [String]) -> [RecordChange] {
        guard body.serialized().count <= Self.answerLimit else { return [] }
        let expires = (begun?.created ?? time.microseconds) + Self.lifetime
        let tags = objects.map(RecordChange.answerTag)
        return [
            .deleteAll(Self.answerKind, parent: id),
            .insert(Record(Self.answerKind, id: id, parent: id, created: time.microseconds, expires: expires, tags: tags, body: body)),
        ]
    }

    /// What forgets the key.
    var forgetting: [RecordChange] { [.deleteAll(Self.answerKind, parent: id), .delete(Self.kind, id: id)] }

    /// The bound comes last: that a key is there already is the better answer.
    private func adding(_ fields: JSONObject) -> [RecordChange] {
        let head: JSONObject = ["fingerprint": .string(fingerprint)]
        let body = JSONValue.object(head.merging(fields))
        let expires = time.microseconds + Self.lifetime
        return [
            .insert(Record(Self.kind, id: id, created: time.microseconds, expires: expires, body: body)),
            .bound(Self.kind, parent: nil, limit: Self.keyLimit + 1),
        ]
    }
}

extension RecordChange {
    /// Takes away the answers to repeated requests that are about an object. Whoever removes it or what it says does so in the same transaction.
    public static func forgetAnswers(about object: String) -> RecordChange {
        .deleteTagged(IdempotencyClaim.answerKind, tag: answerTag(object))
    }

    fileprivate static func answerTag(_ object: String) -> String { "about:\(object)" }
}
