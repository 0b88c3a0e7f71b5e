/// A version of the CLI, such as `2.1.327`.
public struct CLIVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The first number.
    public let major: Int
    /// The second number.
    public let minor: Int
    /// The third number.
    public let patch: Int

    /// The oldest version the official SDKs accept.
    public static let minimum = CLIVersion(major: 2, minor: 0, patch: 0)
    /// The oldest version that takes a prompt word for word, without commands and file references.
    public static let verbatimPrompts = CLIVersion(major: 2, minor: 1, patch: 248)
    /// The oldest version that is known to put a call off and to ask about it again (protocol notes 13.1).
    public static let postponingCalls = CLIVersion(major: 2, minor: 1, patch: 327)
    /// The version this library was written against.
    public static let reference = CLIVersion(major: 2, minor: 1, patch: 327)

    /// Makes a version.
    public init(major: Int, minor: Int, patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads `2.1.327`, `v2.1.327`, `2.1.327 (Claude Code)` or `2.1.327-beta.1`; whatever follows the third number is left aside.
    public init?(_ text: String) {
        let start = text.drop { $0.isWhitespace || $0 == "v" }
        let numbers = start.prefix { $0 == "." || $0.isASCII && $0.isNumber }.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count >= 3, let major = Int(numbers[0]), let minor = Int(numbers[1]), let patch = Int(numbers[2]) else { return nil }
        self.init(major: major, minor: minor, patch: patch)
    }

    /// Orders by the first number that differs.
    public static func < (left: CLIVersion, right: CLIVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// `major.minor.patch`.
    public var description: String { "\(major).\(minor).\(patch)" }
}
