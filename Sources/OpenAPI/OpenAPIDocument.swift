internal import COpenAPI

/// The description of the HTTP interface that this build was made with.
public enum OpenAPIDocument {
    /// OpenAPI 3.1, as UTF-8 JSON: the file `openapi.json` beside this one.
    public static let json: [UInt8] = {
        var count = 0
        let bytes = roost_openapi(&count)
        // `bytes` points to `count` constants of the program.
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }()
}
