import JSON
import OpenAPI
import Testing

@Suite struct OpenAPIDocumentTests {
    private let document: JSONObject

    init() throws {
        document = try #require(try JSONValue(parsing: OpenAPIDocument.json).object)
    }

    @Test func isOpenAPI31() {
        #expect(document["openapi"]?.string == "3.1.0")
    }

    @Test func everyReferenceLeadsToSomething() {
        for reference in Self.references(.object(document)) {
            let path = reference.split(separator: "/").dropFirst()
            let target = path.reduce(Optional(JSONValue.object(document))) { value, key in value?[String(key)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test func everyPartIsUsed() {
        let used = Set(Self.references(.object(document)))
        for (kind, parts) in document["components"]?.object ?? JSONObject() where kind != "securitySchemes" {
            for name in parts.object?.keys ?? [] where !Self.isNamedByPeople(name) {
                #expect(used.contains("#/components/\(kind)/\(name)"), "\(kind) \(name)")
            }
        }
    }

    @Test func everyOperationHasItsOwnName() {
        let names = operations.map { $0.operation["operationId"]?.string ?? "none" }
        #expect(Set(names).count == names.count)
        #expect(names.count > 80)
    }

    @Test func everyPathDeclaresItsPlaceholders() {
        for (path, item) in paths {
            let declared = Set((item["parameters"]?.array ?? []).compactMap { $0["name"]?.string })
            #expect(declared == Self.placeholders(path), "\(path)")
        }
    }

    private var paths: [(path: String, item: JSONObject)] {
        (document["paths"]?.object ?? JSONObject()).compactMap { key, value in value.object.map { (key, $0) } }
    }

    private var operations: [(path: String, operation: JSONObject)] {
        paths.flatMap { path, item in
            item.compactMap { key, value in key == "parameters" ? nil : value.object.map { (path, $0) } }
        }
    }

    /// Streams are text as far as OpenAPI 3.1 can say; what is in them is described beside that.
    private static func isNamedByPeople(_ name: String) -> Bool { name == "StreamEvent" }

    private static func placeholders(_ path: String) -> Set<String> {
        Set(path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) })
    }

    private static func references(_ value: JSONValue) -> [String] {
        if let array = value.array { return array.flatMap(references) }
        guard let object = value.object else { return [] }
        return object.flatMap { key, value in
            if key == "$ref", let reference = value.string { return [reference] }
            return references(value)
        }
    }
}
