import EventLoop

/// A folder of one test's own, gone afterwards.
enum Place {
    static func run(_ body: (String) throws -> Void) throws {
        let path = "/tmp/roost-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        try Files.makePrivateFolder(path)
        defer { Files.removeTree(path) }
        try body(path)
    }
}
