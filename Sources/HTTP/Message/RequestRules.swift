/// What the parser lets through in a request's fields and the protocol does not. Pure.
///
/// Sources: RFC 9112 sections 3.2, 6.1 and 6.3, RFC 9110 sections 5.5 and 7.2.
enum RequestRules {
    /// The status that refuses the request, or `nil`.
    static func refusal(of fields: HTTPFields, _ method: HTTPMethod, minorVersion: Int, fieldLimit: Int) -> HTTPStatus? {
        if fields.count > fieldLimit { return .headerFieldsTooLarge }
        guard !fields.hasControlBytes, isHostRight(fields, minorVersion), isFramingRight(fields, minorVersion) else { return .badRequest }
        return method == .connect ? .methodNotAllowed : nil
    }

    private static func isHostRight(_ fields: HTTPFields, _ minorVersion: Int) -> Bool {
        let count = fields.count(of: "host")
        guard count == 1, let host = fields["host"] else { return count == 0 && minorVersion == 0 }
        return host.utf8.allSatisfy(isHostByte)
    }

    /// Letters, digits, and what names, addresses, escapes and ports have besides (RFC 3986, section 3.2.2).
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~!$&'()*+;=%[]".utf8.contains(byte)
        }
    }

    /// At most one field says how long the body is, and in a form that nobody can read differently.
    private static func isFramingRight(_ fields: HTTPFields, _ minorVersion: Int) -> Bool {
        let codings = fields.count(of: "transfer-encoding")
        guard codings + fields.count(of: "content-length") <= 1 else { return false }
        guard codings == 1 else { return true }
        return minorVersion >= 1 && fields["transfer-encoding"]?.lowercased() == "chunked"
    }
}
