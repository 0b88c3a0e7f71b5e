import Glibc
import Testing

/// Variables of the test process.
enum HostEnvironment {
    static func value(_ name: String) throws -> String {
        String(cString: try #require(getenv(name), "the environment has no \(name)"))
    }

    static func optional(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
