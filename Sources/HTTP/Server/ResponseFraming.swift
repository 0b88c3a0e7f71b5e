/// How the end of an answer is marked, and whether its body is sent at all (RFC 9112, section 6.3). Pure.
struct ResponseFraming: Equatable {
    enum Length: Equatable { case none, declared, chunked, untilClose }

    let length: Length
    let sendsBody: Bool

    /// An answer whose body is known.
    static func whole(_ status: HTTPStatus, for method: HTTPMethod) -> ResponseFraming {
        hasBody(status) ? ResponseFraming(length: .declared, sendsBody: method != .head) : ResponseFraming(length: .none, sendsBody: false)
    }

    /// An answer whose body comes in pieces.
    static func streamed(_ status: HTTPStatus, for method: HTTPMethod, minorVersion: Int) -> ResponseFraming {
        guard hasBody(status) else { return ResponseFraming(length: .none, sendsBody: false) }
        return ResponseFraming(length: minorVersion >= 1 ? .chunked : .untilClose, sendsBody: method != .head)
    }

    private static func hasBody(_ status: HTTPStatus) -> Bool { status.code >= 200 && status.code != 204 && status.code != 304 }
}
