import Glibc

/// The programs built beside the running test bundle, and the real `claude` where it is installed.
enum BuiltPrograms {
    static let guardian = folder + "/roost-guardian"
    static let roost = folder + "/roost"
    static let fakeClaude = folder + "/FakeClaude"
    /// `ROOST_CLAUDE`, else what `scripts/claude-cli path` prints.
    static let claude: String = {
        if let named = getenv("ROOST_CLAUDE"), named.pointee != 0 { return String(cString: named) }
        return ProgramOutput.firstLine(of: "'\(checkout)/scripts/claude-cli' path")
    }()

    private static let checkout = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

    private static let folder: String = {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        let path = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }()
}

private enum ProgramOutput {
    /// What a command prints first; empty when it fails.
    static func firstLine(of command: String) -> String {
        guard let file = popen(command + " 2>/dev/null", "r") else { return "" }
        defer { pclose(file) }
        var buffer = [CChar](repeating: 0, count: 4096)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 && $0 != 0x0A }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
