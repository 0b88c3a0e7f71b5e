import EventLoop
import Glibc
import TestSupport

@testable import AgentServer

/// A folder of one test's own, gone afterwards. Its name marks every process that works below it.
struct Workbench: Sendable {
    let path: String

    static func run<T: Sendable>(_ body: @Sendable (Workbench) async throws -> T) async throws -> T {
        try await withTemporaryFolder { try await body(Workbench(path: $0)) }
    }

    /// What is in a scratch folder that nobody works in.
    static let scratchAlone = ["scratch.lock"]

    /// A data folder that is not there yet.
    var data: String { "\(path)/data" }

    /// The folder of a session; one that is not there for a session that has none.
    func session(_ id: String) -> String {
        let folders = "\(data)/roost/folders"
        let own = Files.entries(of: folders).first { (try? text("\(folders)/\($0)/session")) == "\(id)\n" }
        return own.map { "\(folders)/\($0)" } ?? "\(data)/roost/sessions/\(id)"
    }

    /// The sessions that have a folder.
    var sessions: [String] {
        let folders = "\(data)/roost/folders"
        return Files.entries(of: folders).compactMap { try? text("\(folders)/\($0)/session").dropLast() }.map(String.init).sorted()
    }

    /// Puts the data folder where it outlives the test, for somebody to look at; gives the place.
    func keepAside() throws -> String {
        let place = "\(path)-kept"
        try Files.move(data, to: place)
        return place
    }

    func write(_ text: String, to name: String) throws {
        let target = "\(path)/\(name)"
        try Files.makeFolder(target.split(separator: "/").dropLast().map { "/" + $0 }.joined())
        Files.removeIfPresent(target)
        try Files.writePrivately(Array(text.utf8), to: target)
    }

    func text(_ path: String) throws -> String { String(decoding: try Files.read(path, upTo: 64 << 20), as: UTF8.self) }

    /// Process ids whose environment or command line names this folder.
    var processes: [Int32] {
        Files.entries(of: "/proc").compactMap { Int32($0) }.filter { pid in
            pid != getpid()
                && ["environ", "cmdline"].contains { name in
                    guard let bytes = try? Files.read("/proc/\(pid)/\(name)", upTo: 1 << 20) else { return false }
                    return String(decoding: bytes, as: UTF8.self).contains(path)
                }
        }
    }

    /// How many processes of `[[fake:descendants …]]` are there to stay: those that only start them have gone or are not counted.
    var descendants: Int {
        processes.count { pid in
            let line = (try? Files.read("/proc/\(pid)/cmdline", upTo: 1 << 20)) ?? []
            return line.split(separator: 0).contains { $0.elementsEqual("sleeper".utf8) }
        }
    }

    /// Those of the processes that have `file` open.
    func holders(of file: String) -> [(pid: Int32, name: String)] {
        processes.filter { pid in
            Files.entries(of: "/proc/\(pid)/fd").contains { (try? Files.canonical("/proc/\(pid)/fd/\($0)")) == file }
        }.map { (pid: $0, name: Self.name(of: $0)) }
    }

    /// What the process is called: its program's name.
    static func name(of pid: Int32) -> String {
        let bytes = (try? Files.read("/proc/\(pid)/comm", upTo: 100)) ?? []
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    /// Every file below the folder.
    func files(below folder: String? = nil) -> [String] {
        let folder = folder ?? path
        return Files.entries(of: folder).flatMap { name -> [String] in
            let entry = "\(folder)/\(name)"
            return Self.isFolder(entry) ? files(below: entry) : [entry]
        }
    }

    static func isFolder(_ path: String) -> Bool { mode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false }

    /// The mode of what is at `path`, links not followed.
    static func mode(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }
}
