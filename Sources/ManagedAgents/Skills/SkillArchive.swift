internal import EventLoop

/// A skill's folder as an archive. Blocks.
enum SkillArchive {
    /// The archive of all files below a folder, each below `top`.
    static func zip(_ folder: String, top: String) throws -> [UInt8] {
        var writer = ZipWriter()
        try add(folder, top, to: &writer)
        return writer.finish()
    }

    private static func add(_ path: String, _ name: String, to writer: inout ZipWriter) throws {
        guard (try? FolderStatus(of: path)) != nil else {
            return writer.add(name, try Files.read(path, upTo: SkillUpload.limits.bytes))
        }
        for entry in Files.entries(of: path) { try add("\(path)/\(entry)", "\(name)/\(entry)", to: &writer) }
    }
}
