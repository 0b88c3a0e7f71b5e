internal import Domain
internal import EventLoop
internal import HTTP

/// Reads a form as it comes: files go to the disk piece by piece, fields stay in memory.
struct FormReader {
    private struct OpenPart {
        let head: MultipartHead
        let path: String
        let file: OpenFile?
        var hash = SHA256()
        var size = 0
        var text: [UInt8] = []
    }

    private let folder: String
    private let limits: UploadLimits
    private var scanner: MultipartScanner
    private var part: OpenPart?
    private var form = UploadForm()
    private var bytes = 0

    /// A reader that puts files into `folder`, which is there.
    init(boundary: String, folder: String, limits: UploadLimits) {
        scanner = MultipartScanner(boundary: boundary)
        self.folder = folder
        self.limits = limits
    }

    /// The whole form.
    ///
    /// - Throws: `ManagedError` 400 or 413, `HTTPError`, `IOError` for the disk.
    static func read(_ request: HTTPRequest, into folder: String, limits: UploadLimits) async throws -> UploadForm {
        let type = HeaderParameters(request.fields["content-type"] ?? "")
        guard type.value == "multipart/form-data", let boundary = type["boundary"], (1...70).contains(boundary.utf8.count) else {
            throw ManagedError.invalid("content-type must be multipart/form-data with a boundary")
        }
        let overhead = limits.parts * (MultipartScanner.headLimit + 256)
        if let length = request.contentLength, length > UInt64(limits.bytes + overhead) { throw Self.tooLarge(limits) }
        var reader = FormReader(boundary: boundary, folder: folder, limits: limits)
        while let piece = try await request.body.read() { reader = try await reader.taking(piece) }
        return try reader.finish()
    }

    /// The reader behind the next bytes, which are written to the disk.
    private func taking(_ piece: [UInt8]) async throws -> FormReader {
        try await BlockingExecutor.shared.run {
            var next = self
            for event in try next.scanner.take(piece) { try next.take(event) }
            return next
        }
    }

    private mutating func take(_ event: MultipartScanner.Event) throws {
        switch event {
        case .begin(let head): try begin(head)
        case .content(let bytes): try add(bytes)
        case .end: try end()
        }
    }

    private mutating func begin(_ head: MultipartHead) throws {
        guard form.files.count + form.fields.count < limits.parts else {
            throw ManagedError.tooLarge("the form has more than \(limits.parts) parts")
        }
        let path = "\(folder)/\(form.files.count)"
        part = OpenPart(head: head, path: path, file: try head.fileName.map { _ in try OpenFile.making(path) })
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) throws {
        part?.size += bytes.count
        self.bytes += bytes.count
        guard self.bytes <= limits.bytes else { throw Self.tooLarge(limits) }
        guard let file = part?.file else {
            guard part?.size ?? 0 <= limits.fieldBytes else {
                throw ManagedError.tooLarge("a field of the form is larger than \(limits.fieldBytes) bytes")
            }
            part?.text += bytes
            return
        }
        part?.hash.update(bytes)
        try file.write(bytes)
    }

    private mutating func end() throws {
        guard var part else { return }
        self.part = nil
        guard let name = part.head.fileName, let file = part.file else {
            guard let text = String(validating: part.text, as: UTF8.self) else {
                throw ManagedError.invalid(field: part.head.field, "must be UTF-8")
            }
            form.fields.append(UploadForm.Field(name: part.head.field, value: text))
            return
        }
        try file.flush()
        form.files.append(
            UploadForm.File(
                field: part.head.field,
                name: name,
                mediaType: part.head.mediaType,
                path: part.path,
                size: part.size,
                hash: part.hash.finish()
            )
        )
    }

    private func finish() throws(ManagedError) -> UploadForm {
        guard scanner.isDone else { throw .invalid("the form ends before its closing boundary") }
        return form
    }

    private static func tooLarge(_ limits: UploadLimits) -> ManagedError { .tooLarge("the form has more than \(limits.bytes) bytes") }
}

extension UploadForm {
    /// A hash of all that it says, however the boundary was chosen.
    var fingerprint: [UInt8] {
        let parts = files.map { [$0.field, $0.name, $0.mediaType ?? "", "\($0.size)", "\($0.hash)"] } + fields.map { [$0.name, $0.value] }
        return SHA256.hash(Array(parts.map { $0.map { "\($0.utf8.count):\($0)" }.joined() }.joined(separator: "\n").utf8))
    }
}
