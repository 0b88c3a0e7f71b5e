/// Finds misspelt settings in the environment.
enum UnknownVariables {
    /// Variables of the project's scripts and tests.
    private static let others = ["ROOST_LINT_EXCEPTIONS"]

    /// - Throws: `CommandError` for the first variable that begins with `ROOST_` and is no setting.
    static func check(_ environment: [String: String]) throws(CommandError) {
        let known = Setting.all.flatMap(\.variables).filter { $0.hasPrefix("ROOST_") } + others
        guard let name = environment.keys.filter({ $0.hasPrefix("ROOST_") && !known.contains($0) }).min() else { return }
        let advice = otherName(of: name).map { "; that setting is \($0)" } ?? Suggestion.question(name, known)
        throw CommandError(.configuration, "the environment has \(name), which is no setting\(advice)")
    }

    /// The variable of a flag whose variable has a name of its own: `ROOST_DATA` is `CLAUDE_CONFIG_DIR`.
    private static func otherName(of name: String) -> String? {
        let rest = String(name.dropFirst("ROOST_".count))
        let flag = rest.lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
        return Setting.all.first { $0.variable == rest || ($0.flag == flag && $0.variable != nil) }?.variable
    }
}
