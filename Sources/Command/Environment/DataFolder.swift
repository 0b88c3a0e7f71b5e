/// Where the server's state lives.
public enum DataFolder {
    /// `--data`, `CLAUDE_CONFIG_DIR`, the image's `/data`, or the user's data folder.
    ///
    /// - Throws: `CommandError` when it is no absolute path, or when there is no home to put it into.
    public static func locate(_ values: SettingValues, isImage: Bool, workingDirectory: String) throws(CommandError) -> String {
        if let given = values.given(.data).first {
            if given.isFlag { return absolute(given.text, workingDirectory) }
            guard given.text.hasPrefix("/") else { throw given.refuse("an absolute path") }
            return given.text
        }
        if isImage { return "/data" }
        let environment = values.environment
        if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") { return "\(base)/roost" }
        if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.local/share/roost" }
        throw CommandError(.configuration, "no place for the data: HOME is not set; give --data FOLDER")
    }

    private static func absolute(_ path: String, _ folder: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
}
