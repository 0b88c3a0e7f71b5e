/// How the session commands show what they found.
enum SessionFormat: Sendable, Hashable {
    /// Lines for people.
    case table
    /// One JSON object.
    case json
    /// Ids, one a line.
    case ids

    /// - Throws: `CommandError` naming the flag.
    init(_ values: SettingValues) throws(CommandError) {
        let format = try values.value(.format, "table or json") { ["table": SessionFormat.table, "json": .json][$0] } ?? .table
        self = try values.isOn(.quiet) ? .ids : format
    }
}
