internal import EventLoop

/// A program that the build leaves beside the test bundle.
public enum BuiltProgram {
    /// Where the program of this name lies. The test target names it among its dependencies, so that it is built.
    public static func path(_ name: String) -> String { "\(folder)/\(name)" }

    private static let folder: String = {
        // The test runner of some toolchains is not the bundle itself; the bundle's path is an argument then.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? (try? Files.canonical("/proc/self/exe")) ?? ""
        return String(bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)])
    }()
}
