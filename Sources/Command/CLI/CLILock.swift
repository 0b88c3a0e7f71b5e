/// What `claude-cli.lock` says for one architecture: which claude, in which package, with which hashes.
public struct CLILock: Sendable, Hashable {
    /// The version `claude --version` prints.
    public let version: String
    /// The version of the package that carries it.
    public let packageVersion: String
    /// SHA-256 of the wheel.
    public let wheelHash: String
    /// SHA-256 of the program; `nil` when the file has none.
    public let programHash: String?
    /// `x86_64` or `aarch64`.
    public let architecture: String

    /// The architecture this program was built for.
    public static var machine: String {
        #if arch(arm64)
            "aarch64"
        #else
            "x86_64"
        #endif
    }

    /// The file as it was when this program was built.
    static var builtIn: [UInt8] { PackageResources.claude_cli_lock }

    /// Reads the file's content.
    ///
    /// - Throws: `CommandError` when a fact is missing.
    public init(parsing bytes: [UInt8], architecture: String = machine, origin: String = "the built-in lock file") throws(CommandError) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        let requirement = lines.first { $0.hasPrefix("claude-agent-sdk==") && $0.contains("platform_machine == \"\(architecture)\"") }
        guard let version = Self.fact("cli-version", lines), let requirement, let package = Self.packageVersion(requirement),
            let wheel = Self.wheelHash(requirement)
        else {
            throw CommandError(
                .data,
                "\(origin) lacks cli-version, the package's version or the wheel's hash for \(architecture); restore it"
            )
        }
        self.version = version
        packageVersion = package
        wheelHash = wheel
        programHash = Self.fact("cli-sha256-\(architecture)", lines)
        self.architecture = architecture
    }

    private static func fact(_ name: String, _ lines: [String]) -> String? {
        let value = lines.first { $0.hasPrefix("# \(name):") }?.dropFirst(name.count + 3).trimmed
        return value.flatMap { $0.isEmpty ? nil : String($0) }
    }

    private static func packageVersion(_ line: String) -> String? {
        let version = line.dropFirst("claude-agent-sdk==".count).prefix { $0 != " " && $0 != ";" }
        return version.isEmpty ? nil : String(version)
    }

    private static func wheelHash(_ line: String) -> String? {
        guard let range = line.firstRange(of: "--hash=sha256:") else { return nil }
        let hash = line[range.upperBound...].prefix { $0.isHexDigit }
        return hash.count == 64 ? hash.lowercased() : nil
    }
}
