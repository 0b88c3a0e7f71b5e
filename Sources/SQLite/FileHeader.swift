/// What the first bytes of a file say, read before SQLite touches it. Pure. Source: sqlite.org/fileformat2.html, section 1.3.
enum FileHeader {
    static let length = 100

    /// Whether the file may be opened: it is empty or one of ours.
    static func check(_ bytes: [UInt8], _ path: String, _ form: DatabaseForm) throws(DatabaseError) {
        guard !bytes.isEmpty else { return }
        guard bytes.count >= length, bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw DatabaseError(.damaged, "\(path) is no SQLite database; it was left as it is: move it away, or name another file")
        }
        let identifier = bytes[68..<72].reduce(0) { $0 << 8 | Int($1) }
        guard identifier == form.applicationID else { throw foreign(identifier, path) }
    }

    static func foreign(_ identifier: Int, _ path: String) -> DatabaseError {
        DatabaseError(
            .damaged,
            "\(path) is an SQLite database of another program (application id \(identifier)); it was left as it is: name another file"
        )
    }
}
