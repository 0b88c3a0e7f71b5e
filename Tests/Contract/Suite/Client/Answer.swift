internal import HTTP
internal import JSON

/// A whole answer that is no stream.
struct Answer: Sendable {
    let status: Int
    let fields: HTTPFields
    let body: [UInt8]

    /// The body as JSON, if it is.
    var json: JSONValue? { try? JSONValue(parsing: body) }

    /// Status and beginning of the body, for messages.
    var summary: String { "\(status) \(excerpt(body))" }

    /// Demands a status and exactly `{"detail": …}` with this text.
    func expect(_ status: Int, detail: String, to request: String) throws {
        let expected: JSONValue = ["detail": .string(detail)]
        try require(
            self.status == status && json == expected,
            "\(request) must be answered \(status) \(expected), was \(summary)"
        )
        try require(isJSON, "the \(status) answer to \(request) must be application/json")
    }

    /// Demands a status.
    func expect(_ status: Int, to request: String) throws {
        try require(self.status == status, "\(request) must be answered \(status), was \(summary)")
    }

    private var isJSON: Bool { fields["content-type"]?.lowercased().hasPrefix("application/json") == true }
}
