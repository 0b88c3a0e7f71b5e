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
        """,
        """
        -- How many records there are of each kind (parent ''), and of each kind and parent: counted as they come and go.
        CREATE TABLE tally (
            kind TEXT NOT NULL,
            parent TEXT NOT NULL,
            total INTEGER NOT NULL,
            active INTEGER NOT NULL,
            PRIMARY KEY (kind, parent)
        ) WITHOUT ROWID;
        INSERT INTO tally SELECT kind, '', COUNT(*), SUM(archived IS NULL) FROM record GROUP BY kind;
        INSERT INTO tally SELECT kind, parent, COUNT(*), SUM(archived IS NULL) FROM record WHERE parent IS NOT NULL GROUP BY kind, parent;
        CREATE TRIGGER record_added AFTER INSERT ON record BEGIN
            INSERT INTO tally VALUES (NEW.kind, '', 1, NEW.archived IS NULL)
                ON CONFLICT (kind, parent) DO UPDATE SET total = total + 1, active = active + excluded.active;
            INSERT INTO tally SELECT NEW.kind, NEW.parent, 1, NEW.archived IS NULL WHERE NEW.parent IS NOT NULL
                ON CONFLICT (kind, parent) DO UPDATE SET total = total + 1, active = active + excluded.active;
        END;
        CREATE TRIGGER record_removed AFTER DELETE ON record BEGIN
            UPDATE tally SET total = total - 1, active = active - (OLD.archived IS NULL)
                WHERE kind = OLD.kind AND parent IN ('', OLD.parent);
            DELETE FROM tally WHERE kind = OLD.kind AND parent = OLD.parent AND total = 0;
        END;
        CREATE TRIGGER record_archived AFTER UPDATE OF archived ON record WHEN (OLD.archived IS NULL) <> (NEW.archived IS NULL) BEGIN
            UPDATE tally SET active = active + (NEW.archived IS NULL) - (OLD.archived IS NULL)
                WHERE kind = NEW.kind AND parent IN ('', NEW.parent);
        END;
        """,
    ]
}
