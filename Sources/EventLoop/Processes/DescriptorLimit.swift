internal import CLinux
internal import Synchronization

/// How many descriptors this process may have open.
public enum DescriptorLimit {
    /// More serves no server, and what walks over all possible descriptors should come to an end.
    private static let highest: UInt64 = 1_048_576

    private static let inherited = Atomic<UInt64>(0)

    /// Raises the soft limit to the hard one, at most to 1,048,576; gives the limit that then holds.
    ///
    /// The usual soft limit of 1,024 is kept low for programs that call select(2), whose sets hold no higher descriptor. This one
    /// polls, and has several descriptors for each agent and one for each connection. A refusal leaves the limit as it was.
    @discardableResult
    public static func raise() -> Int {
        let before = roost_raise_open_files(highest)
        if before > 0 { _ = inherited.compareExchange(expected: 0, desired: before, ordering: .relaxed) }
        return current
    }

    /// The limit that holds now.
    public static var current: Int { Int(clamping: roost_open_files()) }

    /// The soft limit before `raise` changed it, for programs that may call select(2); `nil` when it has changed nothing.
    public static var beforeRaise: Int? {
        let limit = inherited.load(ordering: .relaxed)
        return limit == 0 ? nil : Int(clamping: limit)
    }
}
