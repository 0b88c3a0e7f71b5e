public import Domain

/// What whoever runs a server asks about its sessions. The same whether a server runs, which is then asked through its administration
/// socket, or not.
public enum SessionRequest: Sendable, Hashable {
    /// In which order sessions are listed.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// The one that was active last comes first.
        case activity
        /// By name.
        case name
    }

    /// What is kept; `nil` is no bound.
    public struct Bounds: Sendable, Hashable {
        /// How long after its last event a session is kept, in whole seconds.
        public var age: Int?
        /// Bytes that all sessions together may have.
        public var byteLimit: Int?

        /// Bounds.
        public init(age: Int? = nil, byteLimit: Int? = nil) {
            self.age = age
            self.byteLimit = byteLimit
        }
    }

    /// Sessions, at most `limit`: `{"sessions": […], "total": N}`.
    case list(limit: Int, order: Order)
    /// One session and its latest turns: `{…, "turn_list": […]}`.
    case show(SessionID)
    /// A page of a session's events after one: `{"events": […]}`, an empty list at the end.
    case events(SessionID, after: Int)
    /// Removes a session: `{"id": …, "bytes": N}`. One whose turn runs or waits only by force, which interrupts it.
    case remove(SessionID, isForced: Bool)
    /// Removes idle sessions beyond the bounds, the oldest first, as many as a few seconds allow:
    /// `{"sessions": […], "bytes": N, "skipped": […], "more": false}`; in a dry run it only says which.
    case prune(Bounds, isDry: Bool)

    /// The most sessions that one list has.
    public static let listLimit = 100_000
}
