/// First in, first out, in one array whose used-up front is cut off as it grows. Pure.
struct WorkQueue<Element> {
    private var items: [Element] = []
    private var next = 0

    /// Elements that wait.
    var count: Int { items.count - next }

    /// Places that the array holds, used up or waiting.
    var storedCount: Int { items.count }

    mutating func append(_ item: Element) { items.append(item) }

    mutating func popFirst() -> Element? {
        guard next < items.count else { return nil }
        defer { compact() }
        next += 1
        return items[next - 1]
    }

    private mutating func compact() {
        if next == items.count {
            items.removeAll(keepingCapacity: items.count <= 1024)
            next = 0
        } else if next >= 256, next >= count {
            items.removeFirst(next)
            next = 0
        }
    }
}
