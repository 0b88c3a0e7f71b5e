public import JSON

/// What became of one requirement.
public struct Report: Sendable {
    /// How it ended.
    public enum Verdict: Sendable, Hashable {
        /// The server does it.
        case passed
        /// The server does not, and why.
        case failed(String)
        /// It says nothing about this server, and why.
        case skipped(String)
    }

    /// The requirement's id, for example `F007`.
    public let id: String
    /// What is demanded.
    public let title: String
    /// How it ended.
    public let verdict: Verdict
    /// How long the check took.
    public let duration: Duration

    /// Whether the server broke the requirement.
    public var isFailure: Bool {
        if case .failed = verdict { true } else { false }
    }

    /// One line: id, verdict, title, and the reason behind a colon.
    public var line: String {
        switch verdict {
        case .passed: "\(id) pass \(title)"
        case .failed(let reason): "\(id) fail \(title): \(reason)"
        case .skipped(let reason): "\(id) skip \(title): \(reason)"
        }
    }

    /// The same for programs; `milliseconds` is the duration.
    public var json: JSONValue {
        let (name, reason): (String, String?) =
            switch verdict {
            case .passed: ("pass", nil)
            case .failed(let reason): ("fail", reason)
            case .skipped(let reason): ("skip", reason)
            }
        return [
            "id": .string(id), "title": .string(title), "verdict": .string(name), "reason": reason.map { .string($0) } ?? .null,
            "milliseconds": JSONValue(Int(duration / .milliseconds(1))),
        ]
    }
}
