/// The head of one part of a form (RFC 7578, section 4.2). Pure.
struct MultipartHead: Equatable {
    /// The form's field.
    let field: String
    /// The file's name; `nil` for a part that is no file.
    let fileName: String?
    /// The media type, as it stands there.
    let mediaType: String?

    init(field: String, fileName: String?, mediaType: String?) {
        self.field = field
        self.fileName = fileName
        self.mediaType = mediaType
    }

    /// Reads a head's lines.
    ///
    /// - Throws: `ManagedError` 400 when it names no field.
    init(_ bytes: ArraySlice<UInt8>) throws(ManagedError) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalid("the head of a form's part is no UTF-8") }
        var disposition: HeaderParameters?
        var type: String?
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { throw .invalid("the head of a form's part has a line without a colon") }
            let value = line[line.index(after: colon)...]
            switch line[..<colon].lowercased() {
            case "content-disposition": disposition = HeaderParameters(value)
            case "content-type": type = HeaderParameters.trimmed(value)
            default: break
            }
        }
        guard let disposition, disposition.value == "form-data", let field = disposition["name"] else {
            throw .invalid("a part of the form has no Content-Disposition: form-data with a name")
        }
        self.init(field: field, fileName: disposition["filename"], mediaType: type.flatMap { $0.isEmpty ? nil : $0 })
    }
}
