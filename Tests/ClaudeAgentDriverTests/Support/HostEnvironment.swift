import Glibc
import Testing

/// Variables of the test process.
enum HostEnvironment {
    static func value(_ name: String) throws -> String {
        String(cString: try #require(getenv(name), "the environment has no \(name)"))
    }

    static func optional(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Whether tests that take minutes are wanted.
    static var wantsSlowTests: Bool { getenv("ROOST_SLOW_TESTS") != nil }
}
