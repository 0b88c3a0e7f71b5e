internal import SQLite

extension DatabaseForm {
    /// The form of a journal's file.
    static let journal = DatabaseForm(name: "journal", applicationID: journalID, steps: journalSteps)

    /// "Rjnl".
    private static let journalID = 0x526A_6E6C

    private static let journalSteps = [
        """
        -- First, as it only counts before there is a page. It makes one: so it is part of the transaction.
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA application_id = \(journalID);
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO meta VALUES ('generation', 0);
        -- AUTOINCREMENT: the events of a removed session stay for a while, and its number must not come again.
        CREATE TABLE session (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            next INTEGER NOT NULL,
            fence INTEGER NOT NULL,
            created INTEGER NOT NULL,
            last_time INTEGER NOT NULL,
            byte_count INTEGER NOT NULL,
            is_open INTEGER NOT NULL
        );
        CREATE INDEX session_open ON session (name) WHERE is_open;
        CREATE TABLE snapshot (session INTEGER PRIMARY KEY, state BLOB NOT NULL);
        -- key: session.id * 2^32 + number, so that a session's events lie together in one tree.
        CREATE TABLE event (key INTEGER PRIMARY KEY, time INTEGER NOT NULL, turn TEXT, kind TEXT NOT NULL, body BLOB NOT NULL);
        -- Sessions that are gone, whose events still take room.
        CREATE TABLE removal (session INTEGER PRIMARY KEY);
        """
    ]
}
