internal import EventLoop

/// The process that a container was made for, read by what is run beside it in the container.
enum FirstProcess {
    private static let limit = 256 * 1024

    /// Its arguments; none where they cannot be read. Blocks for a small read.
    static func arguments() -> [String] {
        guard let bytes = try? Files.read("/proc/1/cmdline", upTo: limit) else { return [] }
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { String(decoding: $0, as: UTF8.self) }
    }

    /// How it calls this program, also behind an init such as Docker's; nil when it is another program.
    static func invocation(_ arguments: [String], environment: [String: String]) -> Invocation? {
        guard let place = arguments.firstIndex(where: { $0 == "roost" || $0.hasSuffix("/roost") }) else { return nil }
        return try? Invocation(arguments: Array(arguments[(place + 1)...]), environment: environment)
    }
}
