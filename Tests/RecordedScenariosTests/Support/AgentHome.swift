import Glibc

/// Folders of one agent that nobody else uses, removed at the end.
struct AgentHome: ~Copyable {
    let folder: String

    init() throws {
        var template = "/tmp/roost-scenario-XXXXXX".utf8CString.map { $0 }
        guard mkdtemp(&template) != nil else { throw HomeError(errno: errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for name in ["home", "config", "tmp", "work"] { mkdir("\(folder)/\(name)", 0o700) }
    }

    deinit { Self.remove(folder) }

    struct HomeError: Error {
        let errno: Int32
    }

    private static func remove(_ path: String) {
        guard unlink(path) != 0, let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { remove(path + "/" + name) }
        }
        closedir(directory)
        rmdir(path)
    }
}
