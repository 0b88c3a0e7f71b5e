/// A form that has been read: fields in memory, files on the disk.
public struct UploadForm: Sendable, Hashable {
    /// A file.
    public struct File: Sendable, Hashable {
        /// The name of the form's field.
        public let field: String
        /// The name that the client gives it. Anything: never a path here.
        public let name: String
        /// Its media type as the client has it; `nil` without one.
        public let mediaType: String?
        /// Where it lies, until the request has been answered.
        public let path: String
        /// Its length in bytes.
        public let size: Int
        /// The SHA-256 of its content.
        public let hash: [UInt8]

        /// A file.
        public init(field: String, name: String, mediaType: String?, path: String, size: Int, hash: [UInt8]) {
            self.field = field
            self.name = name
            self.mediaType = mediaType
            self.path = path
            self.size = size
            self.hash = hash
        }
    }

    /// A field that is no file.
    public struct Field: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its text.
        public let value: String

        /// A field.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The files in order.
    public var files: [File] = []
    /// The fields in order.
    public var fields: [Field] = []

    /// An empty form.
    public init() {}

    /// The text of a field.
    ///
    /// - Throws: `ManagedError` 400 when it is there twice.
    public func text(_ name: String) throws(ManagedError) -> String? {
        let values = fields.filter { $0.name == name }
        guard values.count <= 1 else { throw .invalid(field: name, "may be given once") }
        return values.first?.value
    }
}
