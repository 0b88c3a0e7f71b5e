/// The form of a file's upload. Pure.
struct FileUpload: Sendable {
    let file: UploadForm.File
    let name: String
    let mediaType: String
    /// Seconds that it is kept; `nil` for ever.
    let lifetime: Int?

    private static let lifetimes = 3600...7_776_000

    /// - Throws: `ManagedError` 400 naming the part.
    init(_ form: UploadForm) throws(ManagedError) {
        for part in form.files where part.field != "file" { throw .invalid(field: part.field, "is no part of this form") }
        for part in form.fields where part.name != "expires_in_seconds" {
            throw .invalid(field: part.name, part.name == "file" ? "must be a file, with a filename" : "is no part of this form")
        }
        guard form.files.count == 1, let file = form.files.first else { throw .invalid(field: "file", "is required, once") }
        self.file = file
        name = try Self.name(file.name)
        mediaType = try Self.mediaType(file.mediaType)
        guard let text = try form.text("expires_in_seconds") else {
            lifetime = nil
            return
        }
        guard let seconds = Int(text), Self.lifetimes.contains(seconds) else {
            throw .invalid(field: "expires_in_seconds", "must be from \(Self.lifetimes.lowerBound) to \(Self.lifetimes.upperBound)")
        }
        lifetime = seconds
    }

    private static func name(_ text: String) throws(ManagedError) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && !"<>:\"|?*\\/".unicodeScalars.contains($0) }
        guard isPlain, (1...255).contains(text.unicodeScalars.count), text != ".", text != ".." else {
            throw .invalid(field: "file", "its name must have 1 to 255 characters, none of them a control character or one of <>:\"|?*\\/")
        }
        return text
    }

    private static func mediaType(_ text: String?) throws(ManagedError) -> String {
        guard let text else { return "application/octet-stream" }
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.contains("/")
        guard isPlain, text.utf8.count <= 255 else { throw .invalid(field: "file", "its content type is none") }
        return text
    }
}
