/// A command of the program: its name, its settings and its help.
public struct Verb: Sendable, Hashable {
    /// The names of all commands.
    public enum Name: String, Sendable, Hashable, CaseIterable {
        case serve, health, run, demo, doctor
        case modelStub = "model-stub"
        case cliInstall = "cli install"
        case cliPath = "cli path"
        case cliVerify = "cli verify"
        case sessionList = "session ls"
        case sessionShow = "session show"
        case sessionRemove = "session rm"
        case sessionPrune = "session prune"
        case entrypoint, version, help

        /// The first of two words: what the command is about.
        var family: String? { rawValue.firstIndex(of: " ").map { String(rawValue[..<$0]) } }
    }

    /// Its name.
    public let name: Name
    /// What it does, in a few words.
    public let summary: String
    /// How it is called, after the program's name.
    public let usage: String
    /// How many words it takes beside flags.
    public let wordLimit: Int
    /// What it can be told.
    public let settings: [Setting]
    /// What else there is to say.
    public let notes: [String]

    init(_ name: Name, _ summary: String, usage: String, words: Int = 0, settings: [Setting] = [], notes: [String] = []) {
        self.name = name
        self.summary = summary
        self.usage = usage
        self.wordLimit = words
        self.settings = settings
        self.notes = notes
    }

    /// The command called `name`.
    public static func named(_ name: Name) -> Verb { table.first { $0.name == name } ?? help }
}
