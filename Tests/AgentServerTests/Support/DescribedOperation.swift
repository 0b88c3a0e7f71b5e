import HTTP
import JSON
import OpenAPI
import Testing

/// An operation of openapi.json.
struct DescribedOperation: Sendable, CustomStringConvertible {
    let method: HTTPMethod
    let path: String
    /// Names of parameters in the query, those of keys among them.
    let query: Set<String>
    let takesIdempotencyKey: Bool
    /// Statuses that are described one by one.
    let statuses: Set<Int>
    /// The media type of the body, `nil` without one.
    private let mediaType: String?

    var description: String { "\(method) \(path)" }
    var isManaged: Bool { path.hasPrefix("/v1/") }
    var contentType: String { mediaType == "multipart/form-data" ? "multipart/form-data; boundary=bnd" : "application/json" }

    /// Reads come first, and what ends an object last.
    var rank: Int { method == .get ? 0 : method == .delete ? 3 : path.hasSuffix("/archive") ? 2 : 1 }

    /// A body that can be read, though it may say too little; `nil` where none is sent.
    var body: String? {
        guard method == .post else { return nil }
        guard contentType == "application/json" else { return "--bnd--\r\n" }
        return path.hasSuffix("/memories") ? #"{"path":"/more.md","content":"more"}"# : "{}"
    }

    /// All of them.
    static func all() throws -> [DescribedOperation] {
        let document = try JSONValue(parsing: OpenAPIDocument.json)
        var operations: [DescribedOperation] = []
        for (path, item) in try #require(document["paths"]?.object) {
            for (name, operation) in item.object ?? [:] where name != "parameters" {
                let method = try #require([HTTPMethod.get, .post, .delete].first { $0.description.lowercased() == name })
                operations.append(DescribedOperation(method, path, operation, document))
            }
        }
        return operations
    }

    private init(_ method: HTTPMethod, _ path: String, _ operation: JSONValue, _ document: JSONValue) {
        (self.method, self.path) = (method, path)
        let parameters = (operation["parameters"]?.array ?? []).map { Self.resolved($0, document) }
        let schemes = (operation["security"]?.array ?? []).flatMap { $0.object?.keys ?? [] }
        let keys = schemes.compactMap { document["components"]?["securitySchemes"]?[$0] }
        query = Set((parameters + keys).filter { $0["in"] == "query" }.compactMap { $0["name"]?.string })
        takesIdempotencyKey = parameters.contains { $0["name"] == "Idempotency-Key" }
        statuses = Set((operation["responses"]?.object?.keys ?? []).compactMap { Int($0) })
        mediaType = operation["requestBody"]?["content"]?.object?.keys.first
    }

    private static func resolved(_ value: JSONValue, _ document: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.string else { return value }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }

    /// A path with ids in place of its placeholders, of nothing that is there where none is known.
    static func filled(_ path: String, _ ids: [String: String]) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.hasPrefix("{") ? ids[String(part.dropFirst().dropLast())] ?? "unknown" : String(part)
        }.joined(separator: "/")
    }
}
