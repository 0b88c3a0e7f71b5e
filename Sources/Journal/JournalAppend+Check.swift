extension JournalAppend {
    /// Whether a journal may take this after what it knows about the session: the rule that every journal applies. Pure.
    ///
    /// - Throws: `fenced` when a younger writer has been there, `conflict` when the events do not follow the last one.
    public func check(after head: JournalHead?) throws(JournalError) {
        if let head, fence < head.fence {
            throw JournalError(
                .fenced(by: head.fence),
                "session \(session) belongs to writer \(head.fence.rawValue) by now; writer \(fence.rawValue) must give it up"
            )
        }
        let next = head?.next ?? 1
        guard expectedNext == next, !events.isEmpty, isOrdered(after: head?.lastTime ?? 0) else {
            throw JournalError(
                .conflict(next: next),
                "session \(session) goes on with event \(next), not with \(events.count) from \(expectedNext); read its head again"
            )
        }
    }

    /// Whether numbers have no gaps and times rise.
    private func isOrdered(after time: Int64) -> Bool {
        var number = expectedNext
        var time = time
        for event in events {
            guard event.number == number, event.time > time else { return false }
            (number, time) = (number + 1, event.time)
        }
        return true
    }

    /// What is known about the session once this has been written.
    public func head(after head: JournalHead?) -> JournalHead {
        JournalHead(
            session: session,
            next: expectedNext + events.count,
            fence: fence,
            created: head?.created ?? events.first?.time ?? 0,
            lastTime: events.last?.time ?? head?.lastTime ?? 0,
            byteCount: (head?.byteCount ?? 0) + byteCount,
            snapshot: snapshot ?? head?.snapshot ?? .empty
        )
    }

    /// Bytes of all bodies.
    public var byteCount: Int { events.reduce(0) { $0 + $1.body.count } }
}
