public import Domain
public import HTTP
public import JSON

/// A refusal or failure in the form of the public API, and whether the caller should try again.
public struct ManagedError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The HTTP status.
    public let status: HTTPStatus
    /// The documented type, for example `invalid_request_error`.
    public let type: String
    /// What failed, on what, why, and what to do next.
    public let message: String
    /// What programs may look at; `error_code` picks a finer class of exception in the SDKs.
    public var details: JSONObject?
    /// `x-should-retry`; `nil` leaves it to the client, which tries 408, 409, 429 and all from 500 on again.
    public var shouldRetry: Bool?
    /// Further fields of the answer's head.
    public var retryAfter: Int?

    /// An error.
    public init(_ status: HTTPStatus, _ type: String, _ message: String, details: JSONObject? = nil, shouldRetry: Bool? = nil) {
        self.status = status
        self.type = type
        self.message = message
        self.details = details
        self.shouldRetry = shouldRetry
    }

    /// The message.
    public var description: String { message }

    /// The envelope, with the id of the request.
    public func body(requestID: String) -> JSONValue {
        var error: JSONObject = ["type": .string(type), "message": .string(message)]
        if let details { error["details"] = .object(details) }
        return ["type": "error", "error": .object(error), "request_id": .string(requestID)]
    }

    /// Fields of the answer's head that belong to it.
    public var fields: [(String, String)] {
        var fields: [(String, String)] = []
        if let shouldRetry { fields.append(("x-should-retry", shouldRetry ? "true" : "false")) }
        if let retryAfter { fields.append(("retry-after", "\(retryAfter)")) }
        return fields
    }
}

extension ManagedError {
    /// 400.
    public static func invalid(_ message: String, code: String? = nil) -> ManagedError {
        ManagedError(.badRequest, "invalid_request_error", message, details: code.map { ["error_code": .string($0)] })
    }

    /// 400 for one field.
    public static func invalid(field: String, _ problem: String) -> ManagedError { .invalid("\(field): \(problem)") }

    /// 400 for what a definition's reader refuses.
    public init(_ error: DefinitionError) { self = .invalid(error.description) }

    /// 404 for an object that is not there.
    public static func notFound(_ what: String, _ id: String, code: String? = nil) -> ManagedError {
        let details: JSONObject? = code.map { ["error_code": .string($0)] }
        return ManagedError(.notFound, "not_found_error", "there is no \(what) \(id.prefix(80))", details: details)
    }

    /// 404 for a path.
    public static let noSuchPath = ManagedError(.notFound, "not_found_error", "there is nothing at this path")

    /// 409 that trying again cannot mend.
    public static func conflict(_ message: String, type: String = "conflict_error") -> ManagedError {
        ManagedError(.conflict, type, message, shouldRetry: false)
    }

    /// 413.
    public static func tooLarge(_ message: String) -> ManagedError { ManagedError(.contentTooLarge, "request_too_large", message) }

    /// 501 for an endpoint that exists elsewhere and not here.
    public static func unsupported(_ message: String) -> ManagedError {
        ManagedError(HTTPStatus(501), "api_error", message, shouldRetry: false)
    }

    /// 507.
    public static let diskFull = ManagedError(
        .insufficientStorage,
        "api_error",
        "the server has no room left for this; its operator has to make room",
        shouldRetry: false
    )

    /// 500.
    public static let internalError = ManagedError(.internalServerError, "api_error", "internal error; the server's log says more")
}
