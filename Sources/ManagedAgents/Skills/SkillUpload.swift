internal import EventLoop

/// The form of a skill's version: files below one folder, with a SKILL.md at its root. Reading it blocks.
struct SkillUpload: Sendable {
    let files: [(path: SkillPath, file: UploadForm.File)]
    let front: SkillFrontMatter
    let displayName: String?

    static let limits = UploadLimits(parts: 512, bytes: 30 << 20)
    private static let textLimit = 1 << 20

    /// - Throws: `ManagedError` 400 naming the part.
    init(_ form: UploadForm, takesDisplayName: Bool) throws {
        files = try Self.files(form)
        for field in form.fields where field.name != "display_name" || !takesDisplayName {
            throw ManagedError.invalid(field: field.name, "is no part of this form")
        }
        displayName = try form.text("display_name").flatMap { $0.isEmpty ? nil : $0 }
        guard displayName?.unicodeScalars.count ?? 1 <= 255 else {
            throw ManagedError.invalid(field: "display_name", "has at most 255 characters")
        }
        guard let main = files.first(where: { $0.path.rest == "SKILL.md" })?.file else {
            throw ManagedError.invalid(field: "files[]", "must have a SKILL.md at the root of their one folder")
        }
        guard main.size <= Self.textLimit, let text = String(validating: try Files.read(main.path, upTo: Self.textLimit), as: UTF8.self)
        else {
            throw ManagedError.invalid("SKILL.md must be UTF-8 of at most \(Self.textLimit) bytes")
        }
        front = try SkillFrontMatter(text)
    }

    private static func files(_ form: UploadForm) throws(ManagedError) -> [(path: SkillPath, file: UploadForm.File)] {
        var files: [(path: SkillPath, file: UploadForm.File)] = []
        var known: Set<String> = []
        for file in form.files {
            guard file.field == "files[]" || file.field == "files" else { throw .invalid(field: file.field, "is no part of this form") }
            guard let path = SkillPath(file.name) else {
                throw .invalid(field: "files[]", "\(file.name.prefix(80)) is no path of a file in one folder, such as birds/SKILL.md")
            }
            guard files.first?.path.top ?? path.top == path.top else { throw .invalid(field: "files[]", "must all be in one folder") }
            guard known.insert(path.rest).inserted else { throw .invalid(field: "files[]", "\(path.rest) is there twice") }
            files.append((path, file))
        }
        // A file where another one needs a folder.
        for path in known where known.contains(where: { $0.hasPrefix("\(path)/") }) {
            throw .invalid(field: "files[]", "\(path) is a file and a folder")
        }
        guard !files.isEmpty else { throw .invalid(field: "files[]", "are required") }
        return files
    }

    /// Puts the files into a new folder, which survives a crash when this returns.
    func place(in folder: String) throws {
        for (path, file) in files {
            let target = "\(folder)/\(path.rest)"
            if let slash = target.lastIndex(of: "/") { try Files.makeDurableFolder(String(target[..<slash])) }
            try Files.move(file.path, to: target)
        }
        try Files.flushEntry(folder)
    }
}
