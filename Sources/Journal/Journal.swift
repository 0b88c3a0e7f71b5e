public import Domain

/// The durable, ordered lists of events of many sessions.
///
/// Writers of one session are told apart by their fence; what one of them writes is kept in order, whole, and for ever unchanged until
/// the session is removed. Any task may call; calls of one session are made one after another by its writer.
public protocol Journal: Sendable {
    /// What is known about a session; `nil` when it has no event.
    func head(of session: SessionID) async throws(JournalError) -> JournalHead?

    /// Writes events. When this returns they are as durable as asked; when it throws, none of them is there, now or after a restart.
    ///
    /// One exception: where the disk has taken them and from then on takes nothing, not even their removal, the error is `io` or `full`, all
    /// later writes fail too, and after a restart they may be there, whole. Whoever opens a session therefore believes its head alone.
    ///
    /// - Throws: `JournalError` with code `conflict`, `fenced`, `full`, `io`, `closed`.
    func append(_ append: JournalAppend) async throws(JournalError)

    /// Events after a number, in order: at most `count`, and no more than the first once their bodies exceed `byteLimit`.
    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent]

    /// Heads of sessions in order of their names, after one; at most `count`.
    ///
    /// - Parameter isOpen: Only those whose snapshot says so; `nil` for all.
    func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead]

    /// How many sessions there are.
    func sessionCount() async throws(JournalError) -> Int

    /// Removes a session with its events; false when there is none.
    func remove(_ session: SessionID) async throws(JournalError) -> Bool

    /// Waits for what has been begun and closes the store. Later calls throw `closed`.
    func close() async
}
