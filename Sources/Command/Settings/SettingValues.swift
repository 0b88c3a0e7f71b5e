/// What a command was told: a flag wins over the environment, the environment over the default.
public struct SettingValues: Sendable {
    private let flags: [String: [String]]
    /// The process's environment.
    public let environment: [String: String]

    init(flags: [String: [String]], environment: [String: String]) {
        self.flags = flags
        self.environment = environment
    }

    /// A value and where it was given, for messages.
    struct Given {
        let text: String
        let origin: String
        let isFlag: Bool

        /// What to throw when the value cannot be used. The value itself is shown: secrets never come this way.
        func refuse(_ expected: String) -> CommandError {
            CommandError(isFlag ? .usage : .configuration, "\(origin) is \"\(text)\" but must be \(expected)")
        }
    }

    /// The values of a setting, none when it is not given. An empty variable counts as not given.
    func given(_ setting: Setting) -> [Given] {
        if let flag = setting.flag, let texts = flags[flag] { return texts.map { Given(text: $0, origin: "--\(flag)", isFlag: true) } }
        guard let variable = setting.variable, let text = environment[variable], !text.isEmpty else { return [] }
        let texts = setting.isList ? text.split(separator: ",").map { String($0.trimmed) }.filter { !$0.isEmpty } : [text]
        return texts.map { Given(text: $0, origin: variable, isFlag: false) }
    }

    /// The text of a setting.
    public func text(_ setting: Setting) -> String? { given(setting).first?.text }

    /// The texts of a list.
    public func list(_ setting: Setting) -> [String] { given(setting).map(\.text) }

    /// Whether a toggle is on.
    ///
    /// - Throws: `CommandError` when its variable is neither 1, true, yes, on nor 0, false, no, off.
    public func isOn(_ setting: Setting) throws(CommandError) -> Bool {
        guard let given = given(setting).first else { return false }
        switch given.text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw given.refuse("1 or 0")
        }
    }

    /// The value of a setting as `read` understands it, or `nil` when it is not given.
    ///
    /// - Throws: `CommandError` saying what the value must be, when `read` gives nothing.
    func value<Value>(_ setting: Setting, _ expected: String, _ read: (String) -> Value?) throws(CommandError) -> Value? {
        guard let given = given(setting).first else { return nil }
        guard let value = read(given.text) else { throw given.refuse(expected) }
        return value
    }

    /// A whole number within bounds.
    func number(_ setting: Setting, _ range: ClosedRange<Int>) throws(CommandError) -> Int? {
        try value(setting, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            ValueText.number(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A time within bounds.
    func duration(_ setting: Setting, _ range: ClosedRange<Duration>) throws(CommandError) -> Duration? {
        let bounds = "\(ValueText.describe(range.lowerBound)) to \(ValueText.describe(range.upperBound))"
        return try value(setting, "a time from \(bounds), such as 90, 90s, 30m, 2h or 7d") { text in
            ValueText.duration(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A number of bytes.
    func size(_ setting: Setting) throws(CommandError) -> Int? {
        try value(setting, "a number of bytes, such as 1048576, 512M or 20G") { ValueText.bytes($0) }
    }

    /// The ceiling of one agent process.
    func processMemory() throws(CommandError) -> Int? {
        try value(.processMemory, "a number of bytes of at least 256M") { text in
            ValueText.bytes(text).flatMap { $0 >= 256 << 20 ? $0 : nil }
        }
    }
}
