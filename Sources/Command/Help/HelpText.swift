/// The text of `roost help`, made from the tables of commands and settings.
public enum HelpText {
    private static let column = 24
    private static let width = 100

    /// What there is.
    public static func overview() -> String {
        let verbs = Verb.table.map { "  \(pad($0.name.rawValue, 14))\($0.summary)" }
        return """
            Roost hosts Claude agents: it runs the real claude program behind HTTP, or once for one prompt.

            usage: roost COMMAND

            \(verbs.joined(separator: "\n"))

            roost help COMMAND says more. Every setting is a flag and an environment variable; the flag wins.

            """
    }

    /// How to use one command.
    public static func of(_ verb: Verb) -> String {
        var sections = ["roost \(verb.name.rawValue): \(verb.summary)\n\nusage: roost \(verb.usage)"]
        sections += verb.notes
        let flags = verb.settings.filter { $0.flag != nil }
        let variables = verb.settings.filter { $0.flag == nil }
        if !flags.isEmpty { sections.append(list("flags", flags)) }
        if !variables.isEmpty { sections.append(list("environment", variables)) }
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// The command that words name: `serve`, `cli install`, `cli`.
    ///
    /// - Throws: `CommandError` when there is none.
    public static func about(_ words: [String]) throws(CommandError) -> String {
        guard let first = words.first else { return overview() }
        if let name = Verb.Name(rawValue: words.joined(separator: " ")) { return of(.named(name)) }
        let family = Verb.table.filter { $0.name.rawValue.hasPrefix("\(first) ") }
        guard family.isEmpty else { return family.map(of).joined(separator: "\n") }
        throw CommandError(
            .usage,
            "there is no command \(words.joined(separator: " "))\(Suggestion.question(first, Verb.table.map(\.name.rawValue)))"
        )
    }

    private static func list(_ title: String, _ settings: [Setting]) -> String {
        "\(title):\n" + settings.map(entry).joined(separator: "\n")
    }

    private static func entry(_ setting: Setting) -> String {
        let name = setting.usage ?? setting.variable ?? ""
        let lead = "  \(pad(name, column - 2))"
        let isLong = name.count > column - 4
        var lines = wrap(setting.help)
        let more = facts(setting)
        if !more.isEmpty { lines.append(more) }
        let indent = String(repeating: " ", count: column)
        let body = lines.joined(separator: "\n\(indent)")
        return isLong ? "  \(name)\n\(indent)\(body)" : lead + body
    }

    private static func facts(_ setting: Setting) -> String {
        var facts: [String] = []
        if setting.flag != nil, let variable = setting.variable { facts.append(variable) }
        if setting.form == .secret, let variable = setting.variable { facts.append("or \(variable)_FILE, a file that holds it") }
        if !setting.standard.isEmpty { facts.append("default: \(setting.standard)") }
        return facts.joined(separator: " · ")
    }

    private static func wrap(_ text: String) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + word.count < width - column {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    private static func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }
}
