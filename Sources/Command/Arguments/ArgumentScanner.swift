/// Splits a command line into words and flags, by the settings a command has.
struct ArgumentScanner {
    /// What was found.
    struct Found: Sendable {
        var words: [String] = []
        var flags: [String: [String]] = [:]
        var wantsHelp = false
    }

    private let settings: [Setting]
    private var rest: ArraySlice<String>
    private var found = Found()

    static func scan(_ arguments: ArraySlice<String>, _ settings: [Setting]) throws(CommandError) -> Found {
        var scanner = ArgumentScanner(settings: settings.filter { $0.flag != nil }, rest: arguments)
        while let argument = scanner.rest.popFirst() {
            if argument == "--" {
                scanner.found.words += scanner.rest
                break
            }
            try scanner.take(argument)
        }
        return scanner.found
    }

    private init(settings: [Setting], rest: ArraySlice<String>) {
        self.settings = settings
        self.rest = rest
    }

    private mutating func take(_ argument: String) throws(CommandError) {
        guard argument.hasPrefix("-"), argument != "-" else { return found.words.append(argument) }
        guard argument != "--help", argument != "-h" else { return found.wantsHelp = true }
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let setting = try setting(parts[0])
        guard let flag = setting.flag else { return }
        let value = try value(of: setting, shown: parts[0], attached: parts.count == 2 ? parts[1] : nil)
        guard found.flags[flag] == nil || setting.isList else { throw CommandError(.usage, "\(parts[0]) is given twice; give it once") }
        found.flags[flag, default: []].append(value)
    }

    private mutating func value(of setting: Setting, shown: String, attached: String?) throws(CommandError) -> String {
        guard setting.takesValue else {
            guard attached == nil else { throw CommandError(.usage, "\(shown) takes no value; leave out =\(attached ?? "")") }
            return "true"
        }
        guard let value = attached ?? rest.popFirst(), !value.isEmpty else {
            throw CommandError(.usage, "\(shown) needs a value: \(setting.usage ?? shown)")
        }
        return value
    }

    private func setting(_ shown: String) throws(CommandError) -> Setting {
        let name = String(shown.drop { $0 == "-" })
        let isLong = shown.hasPrefix("--")
        if let setting = settings.first(where: { isLong ? $0.flag == name : $0.letter.map(String.init) == name }) { return setting }
        if let secret = Self.secret(like: name) {
            throw CommandError(.usage, "\(shown) is no flag, since others could read it there; set \(secret) or \(secret)_FILE instead")
        }
        let known = settings.compactMap { $0.flag.map { "--\($0)" } }
        throw CommandError(.usage, "unknown flag \(shown)\(Suggestion.question(shown, known))")
    }

    /// The secret that somebody tries to give as a flag: `--anthropic-api-key`, `--api-key`.
    private static func secret(like name: String) -> String? {
        let upper = name.uppercased().map { $0 == "-" ? "_" : $0 }
        return Setting.all.first {
            $0.form == .secret && ($0.variable == String(upper) || $0.variable?.hasSuffix("_\(String(upper))") == true)
        }?
        .variable
    }
}
