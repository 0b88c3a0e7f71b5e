import Glibc

/// Programs that the build leaves beside the test bundle.
enum BuiltPrograms {
    static func path(_ name: String) -> String { "\(folder)/\(name)" }

    private static let folder: String = {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        let test = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        // The test runner of some toolchains is not the bundle itself; the bundle's path is an argument then.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? test
        return String(bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)])
    }()
}
