import Glibc
import JSON

/// A session's history on disk, at the path where the real program keeps it.
struct Transcript {
    let folder: String
    let path: String

    init(sessionID: String, configFolder: String, workingDirectory: String) {
        folder = configFolder + "/projects/" + ProjectKey.of(workingDirectory)
        path = folder + "/" + sessionID + ".jsonl"
    }

    var exists: Bool { access(path, F_OK) == 0 }

    func append(_ entries: [JSONObject]) {
        Self.makeFolders(folder)
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        var bytes: [UInt8] = []
        for entry in entries {
            JSONValue.object(entry).write(to: &bytes)
            bytes.append(0x0A)
        }
        Output(descriptor: file).write(bytes)
        close(file)
    }

    /// What the file holds; lines that are no objects are passed over.
    func entries() -> [JSONObject] {
        Self.contents(of: path).split(separator: 0x0A).compactMap { (try? JSONValue(parsing: $0))?.object }
    }

    static func contents(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(file, &piece, piece.count), count > 0 { bytes += piece[..<count] }
        return bytes
    }

    /// The session written last in this folder.
    func newestSessionID() -> String? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var newest: (id: String, time: Int)?
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            var status = stat()
            guard name.hasSuffix(".jsonl"), stat(folder + "/" + name, &status) == 0 else { continue }
            let time = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
            if newest.map({ time > $0.time }) ?? true { newest = (String(name.dropLast(6)), time) }
        }
        return newest?.id
    }

    private static func makeFolders(_ path: String) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            mkdir(made, 0o700)
        }
    }
}
