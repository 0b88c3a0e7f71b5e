public import JSON

/// One object that the server keeps: an agent, an environment, a file's description. Times are microseconds since 1970.
public struct Record: Sendable, Hashable {
    /// What it is of.
    public let kind: RecordKind
    /// Its id, unique within its kind.
    public let id: String
    /// The id of the object that it belongs to.
    public let parent: String?
    /// A text that only one record of the same kind and parent has; `nil` binds nobody.
    public var key: String?
    /// Its place among all records, rising in the order of making. Given by the store.
    public package(set) var ordinal: Int
    /// 1, and one more with every change. Given by the store.
    public package(set) var revision: Int
    /// When it was made.
    public let created: Int64
    /// When it was last changed.
    public var updated: Int64
    /// When it was archived.
    public var archived: Int64?
    /// When it is to be removed.
    public var expires: Int64?
    /// Words by which lists are filtered, for example `status:idle`. At most 1,000.
    public var tags: [String]
    /// The rest.
    public var body: JSONValue

    /// A record that no store has yet.
    public init(
        _ kind: RecordKind,
        id: String,
        parent: String? = nil,
        key: String? = nil,
        created: Int64,
        expires: Int64? = nil,
        tags: [String] = [],
        body: JSONValue = .object([:])
    ) {
        self.kind = kind
        self.id = id
        self.parent = parent
        self.key = key
        self.created = created
        self.expires = expires
        self.tags = tags
        self.body = body
        updated = created
        (ordinal, revision) = (0, 0)
    }
}
