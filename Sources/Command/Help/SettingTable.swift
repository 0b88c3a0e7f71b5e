/// The tables of the documentation, made from the same settings as parsing and help.
public enum SettingTable {
    /// A Markdown table of the settings a command has.
    public static func markdown(_ verb: Verb) -> String {
        (["| flag | environment | default | |", "|---|---|---|---|"] + verb.settings.map(row)).joined(separator: "\n")
    }

    /// A Markdown table of the statuses the program exits with.
    public static func exitCodes() -> String {
        let rows = ExitCode.all.map { "| \($0.number) | \($0.meaning) |" }
        return (["| status | meaning |", "|---|---|"] + rows + ["| 130, 143 | stopped by SIGINT, SIGTERM before it was done |"])
            .joined(separator: "\n")
    }

    private static func row(_ setting: Setting) -> String {
        let flag = setting.usage.map { "`\(escaped($0))`" } ?? ""
        let variable = setting.variables.map { "`\($0)`" }.joined(separator: ", ")
        return "| \(flag) | \(variable) | \(escaped(setting.standard)) | \(escaped(setting.help)) |"
    }

    private static func escaped(_ text: String) -> String { text.map { $0 == "|" ? "\\|" : String($0) }.joined() }
}
