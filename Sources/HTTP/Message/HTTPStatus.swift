/// A response status (RFC 9110, section 15).
public struct HTTPStatus: Sendable, Hashable {
    /// The three-digit code.
    public let code: Int

    /// The status with this code.
    public init(_ code: Int) { self.code = code }

    /// 200.
    public static let ok = HTTPStatus(200)
    /// 204.
    public static let noContent = HTTPStatus(204)
    /// 400.
    public static let badRequest = HTTPStatus(400)
    /// 401.
    public static let unauthorized = HTTPStatus(401)
    /// 402.
    public static let paymentRequired = HTTPStatus(402)
    /// 403.
    public static let forbidden = HTTPStatus(403)
    /// 404.
    public static let notFound = HTTPStatus(404)
    /// 405.
    public static let methodNotAllowed = HTTPStatus(405)
    /// 408.
    public static let requestTimeout = HTTPStatus(408)
    /// 409.
    public static let conflict = HTTPStatus(409)
    /// 413.
    public static let contentTooLarge = HTTPStatus(413)
    /// 414.
    public static let uriTooLong = HTTPStatus(414)
    /// 415.
    public static let unsupportedMediaType = HTTPStatus(415)
    /// 422.
    public static let unprocessableContent = HTTPStatus(422)
    /// 429.
    public static let tooManyRequests = HTTPStatus(429)
    /// 431.
    public static let headerFieldsTooLarge = HTTPStatus(431)
    /// 500.
    public static let internalServerError = HTTPStatus(500)
    /// 503.
    public static let serviceUnavailable = HTTPStatus(503)
    /// 507.
    public static let insufficientStorage = HTTPStatus(507)

    /// The customary phrase after the code.
    public var reason: String {
        switch code {
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 507: "Insufficient Storage"
        case 529: "Overloaded"
        default: "Status"
        }
    }
}
