internal import EventLoop

/// The environment this process was started with.
public enum ProcessEnvironment {
    /// Variables by name; the first of two with the same name counts. Blocks for the time of a small read.
    ///
    /// - Throws: `CommandError` when the kernel does not show it.
    public static func read() throws(CommandError) -> [String: String] {
        do { return parse(try Files.read("/proc/self/environ", upTo: 16 * 1024 * 1024)) } catch {
            throw CommandError(.software, "cannot read the environment (\(error)); /proc must be mounted")
        }
    }

    /// Reads `NAME=value` entries that end with a zero byte.
    static func parse(_ bytes: [UInt8]) -> [String: String] {
        var variables: [String: String] = [:]
        for entry in bytes.split(separator: 0) {
            guard let sign = entry.firstIndex(of: UInt8(ascii: "=")), sign != entry.startIndex else { continue }
            let name = String(decoding: entry[..<sign], as: UTF8.self)
            if variables[name] == nil { variables[name] = String(decoding: entry[(sign + 1)...], as: UTF8.self) }
        }
        return variables
    }
}
