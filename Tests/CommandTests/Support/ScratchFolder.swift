import EventLoop
import Glibc

/// A folder of one test, gone with it.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        path = try Files.canonical("/tmp") + "/roost-test-\(UInt64.random(in: 0...UInt64.max))"
        try Files.makeFolder(path)
    }

    deinit { Files.removeTree(path) }

    @discardableResult
    func file(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        let file = "\(path)/\(name)"
        if let slash = file.lastIndex(of: "/") { try Files.makeFolder(String(file[..<slash])) }
        Files.removeIfPresent(file)
        try Files.writePrivately(Array(text.utf8), to: file)
        chmod(file, mode)
        return file
    }

    func script(_ name: String, _ body: String) throws -> String { try file(name, "#!/bin/sh\n\(body)\n", mode: 0o755) }
}
