/// Keeps records. What it has answered survives a crash; any task may call.
public protocol RecordStore: Sendable {
    /// The record of a kind and id; `nil` when there is none.
    func record(_ kind: RecordKind, id: String) async throws(RecordError) -> Record?

    /// The record of a kind that has a key; `nil` when there is none.
    func record(_ kind: RecordKind, parent: String?, key: String) async throws(RecordError) -> Record?

    /// Records in order.
    func page(_ query: RecordQuery) async throws(RecordError) -> RecordPage

    /// How many records of a kind there are, archived ones included. Costs nothing, like the bounds of `apply`: they are not counted anew.
    func count(_ kind: RecordKind, parent: String?) async throws(RecordError) -> Int

    /// Makes all changes or none. When this returns they are on the disk; when it throws, none of them is there, now or after a restart.
    ///
    /// One exception: where the disk has taken them and from then on takes nothing, not even their removal, or the file system is one on
    /// which a failed flush cannot be undone, the error is `io` or `full`, and they may be there, all of them.
    ///
    /// - Returns: What `insert` and `replace` have left, as it is stored, in their order.
    /// - Throws: `RecordError` with the code that the change names, `full`, `io` or `closed`.
    @discardableResult
    func apply(_ changes: [RecordChange]) async throws(RecordError) -> [Record]

    /// Removes records of a kind that have expired at `time`, those first that have longest, at most `limit` of them.
    ///
    /// - Returns: What was removed.
    func purge(_ kind: RecordKind, expiredAt time: Int64, limit: Int) async throws(RecordError) -> [Record]

    /// Waits for what has been begun and closes the store. Later calls throw `closed`.
    func close() async
}
