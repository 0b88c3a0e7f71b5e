public import HTTP
public import JSON

/// A request of the public API whose body has been read.
public struct ManagedRequest: Sendable {
    /// `req_…`, which the answer carries.
    public let id: String
    /// When it came.
    public let time: Timestamp
    /// What `{name}` in the route's pattern stands for.
    public let parameters: [String: String]
    /// What follows the `?`.
    public let query: ManagedQuery
    /// The fields of the head.
    public let fields: HTTPFields
    /// The body in the route's form.
    public var body: ManagedBody
    /// What makes its answer the one that a repeated request gets; `nil` without `Idempotency-Key`.
    public var claim: IdempotencyClaim?
    /// What its new objects are named by.
    public var origin: RequestOrigin

    /// A request.
    public init(
        id: String,
        time: Timestamp,
        parameters: [String: String] = [:],
        query: ManagedQuery = ManagedQuery(),
        fields: HTTPFields = HTTPFields(),
        body: ManagedBody = .none
    ) {
        self.id = id
        self.time = time
        self.parameters = parameters
        self.query = query
        self.fields = fields
        self.body = body
        origin = RequestOrigin(id: id, time: time)
    }

    /// The value of `{name}`; empty where the pattern has none.
    public func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The JSON body, `{}` without one.
    public var json: JSONValue { if case .json(let value) = body { value } else { .object([:]) } }

    /// The form of a multipart body.
    public var form: UploadForm { if case .form(let form) = body { form } else { UploadForm() } }
}

/// The body of a request.
public enum ManagedBody: Sendable {
    /// None is read.
    case none
    /// A JSON document; an empty body is `{}`.
    case json(JSONValue)
    /// A form, with its files on the disk until the request has been answered.
    case form(UploadForm)
}
