public import HTTP
public import Records

/// One endpoint of the public API.
public struct ManagedRoute: Sendable {
    /// Answers a request; a thrown `ManagedError`, `DefinitionError` or `RecordError` becomes the envelope.
    public typealias Handler = @Sendable (ManagedRequest) async throws -> ManagedAnswer

    /// Answers about an object that an earlier request has made, as it was then where that can be known, else as it is.
    public typealias Again = @Sendable (ManagedRequest, _ id: String) async throws -> ManagedAnswer

    /// How the body is read before the handler is called.
    public enum BodyForm: Sendable, Hashable {
        /// Not at all.
        case none
        /// As JSON of at most so many bytes, nested at most 64 deep.
        case json(upTo: Int)
        /// As `multipart/form-data`, files written to the disk.
        case form(UploadLimits)
    }

    /// What a repeated `Idempotency-Key` comes to.
    public enum Repetition: Sendable, Hashable {
        /// The route takes no key.
        case none
        /// The first answer again, or what `again` makes of the object that was made. The handler stores it in the transaction that does the
        /// work, or the work may be done twice.
        case answered
        /// It is stored beforehand that the work begins, so that whoever comes again, also after the server was killed, is known to
        /// (`RequestOrigin`), and the handler goes on with what was begun, or answers with what was done. An answer is kept only if it shows an
        /// object of this kind.
        case resumed(RecordKind?)
        /// What the handler makes of it: the answer must not be stored.
        case handled
    }

    /// Who may ask.
    public enum Access: Sendable {
        /// Whoever shows the key.
        case key
        /// Also whoever this lets in without a key, for example by a ticket in the query. The body has not been read then.
        case keyOr(@Sendable (ManagedRequest) async throws -> Bool)
    }

    /// The method.
    public let method: HTTPMethod
    /// The path, `{name}` for any one segment.
    public let pattern: String
    /// How the body is read.
    public let body: BodyForm
    /// What a repeated `Idempotency-Key` comes to: every create and send takes one.
    public let repetition: Repetition
    /// Who may ask.
    public var access: Access
    /// What answers.
    public let handler: Handler
    /// What answers a repeated request whose answer was not kept, with the id of what was made.
    public var again: Again?

    /// Bytes of a JSON body unless the route says otherwise: 4 MiB.
    public static let jsonLimit = 4 << 20

    /// An endpoint.
    public init(
        _ method: HTTPMethod,
        _ pattern: String,
        body: BodyForm = .none,
        repetition: Repetition = .none,
        access: Access = .key,
        handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.body = body
        self.repetition = repetition
        self.access = access
        self.handler = handler
    }

    /// A read.
    public static func get(_ pattern: String, handler: @escaping Handler) -> ManagedRoute { ManagedRoute(.get, pattern, handler: handler) }

    /// A change of what is there.
    public static func post(_ pattern: String, upTo limit: Int = jsonLimit, handler: @escaping Handler) -> ManagedRoute {
        ManagedRoute(.post, pattern, body: .json(upTo: limit), handler: handler)
    }

    /// A create or send, which can be repeated with an `Idempotency-Key`.
    public static func create(
        _ pattern: String,
        upTo limit: Int = jsonLimit,
        _ repetition: Repetition = .answered,
        again: Again? = nil,
        handler: @escaping Handler
    ) -> ManagedRoute {
        var route = ManagedRoute(.post, pattern, body: .json(upTo: limit), repetition: repetition, handler: handler)
        route.again = again
        return route
    }

    /// A create whose body is a form with files.
    public static func upload(
        _ pattern: String,
        _ limits: UploadLimits,
        again: Again? = nil,
        handler: @escaping Handler
    ) -> ManagedRoute {
        var route = ManagedRoute(.post, pattern, body: .form(limits), repetition: .answered, handler: handler)
        route.again = again
        return route
    }

    /// A removal.
    public static func delete(_ pattern: String, handler: @escaping Handler) -> ManagedRoute {
        ManagedRoute(.delete, pattern, handler: handler)
    }
}
