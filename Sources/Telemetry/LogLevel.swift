/// How much a log line matters.
public enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    /// For finding faults.
    case debug
    /// A change of state.
    case info
    /// May need somebody.
    case warning
    /// Something has failed.
    case error

    /// The level named `text`.
    public init?(_ text: String) {
        guard let level = Self.allCases.first(where: { $0.name == text }) else { return nil }
        self = level
    }

    /// Lower-case name.
    public var name: String {
        switch self {
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        }
    }

    /// Whether `left` matters less.
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}
