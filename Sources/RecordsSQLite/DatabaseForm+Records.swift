internal import SQLite

extension DatabaseForm {
    /// The form of a file of records.
    static let records = DatabaseForm(name: "store of records", applicationID: recordsID, steps: recordsSteps)

    /// "Rrec".
    private static let recordsID = 0x5272_6563

    private static let recordsSteps = [
        """
        PRAGMA application_id = \(recordsID);
        -- AUTOINCREMENT: the place of a record that is gone must not come again, since clients hold on to places.
        CREATE TABLE record (
            ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            parent TEXT,
            key TEXT,
            revision INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            archived INTEGER,
            expires INTEGER,
            tags TEXT NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (kind, id)
        );
        CREATE UNIQUE INDEX record_key ON record (kind, IFNULL(parent, ''), key) WHERE key IS NOT NULL;
        CREATE INDEX record_list ON record (kind, ordinal);
        CREATE INDEX record_children ON record (kind, parent, ordinal) WHERE parent IS NOT NULL;
        CREATE INDEX record_expiry ON record (kind, expires) WHERE expires IS NOT NULL;
        CREATE TABLE tag (kind TEXT NOT NULL, tag TEXT NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (kind, tag, ordinal)) WITHOUT ROWID;
        CREATE INDEX tag_record ON tag (ordinal);
        """
    ]
}
