/// One setting: how it is named as a flag and in the environment, what it takes, and what it is for.
///
/// The settings of a command drive its parsing, its help and the tables in the documentation.
public struct Setting: Sendable, Hashable {
    /// What a setting takes.
    public enum Form: Sendable, Hashable {
        /// Nothing: it is there or not. In the environment 1 and true, 0 and false.
        case toggle
        /// One value, described by this word.
        case value(String)
        /// Several values: the flag repeated, the variable separated by commas.
        case list(String)
        /// A text that is never given as a flag; `NAME_FILE` names a file that holds it.
        case secret
    }

    /// The flag without its dashes.
    public let flag: String?
    /// The flag's one-letter form.
    public let letter: Character?
    /// The environment variable.
    public let variable: String?
    /// What it takes.
    public let form: Form
    /// What holds when it is not given, in words; empty when nothing does.
    public let standard: String
    /// What it is for.
    public let help: String

    init(_ flag: String?, letter: Character? = nil, _ variable: String?, _ form: Form, standard: String = "", _ help: String) {
        self.flag = flag
        self.letter = letter
        self.variable = variable
        self.form = form
        self.standard = standard
        self.help = help
    }

    /// `--flag WORD`, or `nil` for a setting without a flag.
    public var usage: String? {
        guard let flag else { return nil }
        let short = letter.map { "-\($0), " } ?? ""
        switch form {
        case .value(let word), .list(let word): return "\(short)--\(flag) \(word)"
        case .toggle, .secret: return "\(short)--\(flag)"
        }
    }

    /// The variables it is read from.
    var variables: [String] {
        guard let variable else { return [] }
        return form == .secret ? [variable, "\(variable)_FILE"] : [variable]
    }

    var takesValue: Bool { form != .toggle }

    var isList: Bool {
        if case .list = form { true } else { false }
    }
}
