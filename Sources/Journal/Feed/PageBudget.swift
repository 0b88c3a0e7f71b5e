internal import Synchronization

/// How many bytes all followers together may hold of pages that they have read from the store.
///
/// Nobody waits for it: a page has at most a part of what is free, so that few followers have large pages and ten thousand slow ones have
/// small pages. Two things go beyond it: the smallest page, and an event that is larger than its page.
public final class PageBudget: Sendable {
    private let bytes: Mutex<Int>
    private let smallest: Int
    private let part: Int

    /// A budget; 64 MiB, pages of at least 8 KiB, and of at most a 64th of what is free, when not told otherwise.
    public init(byteCount: Int = 64 << 20, smallest: Int = 8 << 10, part: Int = 64) {
        bytes = Mutex(max(0, byteCount))
        self.smallest = max(1, smallest)
        self.part = max(1, part)
    }

    /// Bytes that nobody holds; fewer than none where more are held than there should be.
    public var free: Int { bytes.withLock(\.self) }

    /// Takes a page's bytes, of `most` at most.
    func take(upTo most: Int) -> Int {
        bytes.withLock { free in
            let page = min(most, max(smallest, free / part))
            free -= page
            return page
        }
    }

    /// Somebody who holds so many bytes holds so many others from now on.
    func change(from old: Int, to new: Int) { bytes.withLock { $0 += old - new } }
}
