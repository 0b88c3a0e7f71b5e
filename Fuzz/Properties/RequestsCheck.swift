import HTTP

enum RequestsCheck {
    static func run(_ bytes: [UInt8]) throws(PropertyViolation) {
        let whole = RequestsRead.from([bytes[...]])
        for pieces in Splits.of(bytes) {
            try require(RequestsRead.from(pieces), equals: whole, "in pieces of \(pieces.map(\.count))")
        }
        for request in whole.requests { try check(request) }
    }

    /// What must be so for a request that was let through, said once more and more simply than the reader does.
    private static func check(_ request: RequestsRead.Request) throws(PropertyViolation) {
        let names = request.fields.map { $0.0.lowercased() }
        let framing = names.count { $0 == "content-length" || $0 == "transfer-encoding" }
        if framing > 1 { throw PropertyViolation("more than one field says how long the body is") }
        let hosts = names.count { $0 == "host" }
        if hosts > 1 || (hosts == 0 && request.minorVersion == 1) { throw PropertyViolation("\(hosts) hosts") }
        if names.contains("") { throw PropertyViolation("a field without a name") }
        for (name, value) in request.fields {
            if (name + value).utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) {
                throw PropertyViolation("control byte in the field \(name)")
            }
        }
        if !request.path.hasPrefix("/"), request.path != "*" { throw PropertyViolation("the path is \(request.path)") }
        if request.isComplete, let length = request.contentLength, length != request.body.count {
            throw PropertyViolation("\(request.body.count) bytes of body where \(length) are declared")
        }
    }
}
