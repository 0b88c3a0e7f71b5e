/// One step of a transaction.
public enum RecordChange: Sendable, Hashable {
    /// Adds a record. Fails with `exists` or `keyTaken`.
    case insert(Record)
    /// Puts a record in the place of the one with its id, whose revision must be this one's. Fails with `unknown`, `stale` or `keyTaken`.
    case replace(Record)
    /// Takes a record away. Fails with `unknown`.
    case delete(RecordKind, id: String)
    /// Takes away all records of a kind that belong to one parent.
    case deleteAll(RecordKind, parent: String)
    /// Takes away all records of a kind that have a tag.
    case deleteTagged(RecordKind, tag: String)
    /// Goes on only where there is a record, archived or not. Fails with `unknown`.
    case present(RecordKind, id: String)
    /// Goes on only where a record has this revision and is not archived. Fails with `unknown` or `stale`.
    case require(RecordKind, id: String, revision: Int)
    /// Goes on only where a parent has fewer than `limit` records of a kind that are not archived. Fails with `tooMany`.
    case bound(RecordKind, parent: String?, limit: Int)
    /// The same, counting those that are archived too.
    case boundAll(RecordKind, parent: String?, limit: Int)
}
