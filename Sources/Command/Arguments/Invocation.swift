/// A command line understood: which command, with which settings and words.
public struct Invocation: Sendable {
    /// The command.
    public let verb: Verb
    /// Its settings, from flags and environment.
    public let values: SettingValues
    /// Its words.
    public let words: [String]
    /// Whether it was called through the image's entrypoint, which has defaults of its own.
    public let isImage: Bool
    /// Whether `--help` was among the flags.
    public let wantsHelp: Bool

    /// The process's environment.
    public var environment: [String: String] { values.environment }

    /// Reads a command line, the program's own name left out.
    ///
    /// - Throws: `CommandError` with a suggestion for an unknown command, flag or `ROOST_` variable.
    public init(arguments: [String], environment: [String: String]) throws(CommandError) {
        guard let first = arguments.first else {
            throw CommandError(.usage, "no command; try: roost help")
        }
        if let name = Self.aliases[first] {
            self = try Invocation(name, arguments.dropFirst(), environment, false)
        } else {
            let (name, rest) = try Self.split(arguments)
            if name == .entrypoint {
                self = try Self.image(rest, environment)
            } else {
                self = try Invocation(name, rest, environment, false)
            }
        }
    }

    private static let aliases: [String: Verb.Name] = ["--help": .help, "-h": .help, "--version": .version, "-V": .version]

    private init(_ name: Verb.Name, _ arguments: ArraySlice<String>, _ environment: [String: String], _ isImage: Bool) throws(CommandError)
    {
        verb = .named(name)
        let found = try ArgumentScanner.scan(arguments, verb.settings)
        wantsHelp = found.wantsHelp
        values = SettingValues(flags: found.flags, environment: environment)
        words = found.words
        self.isImage = isImage
        guard !wantsHelp, name != .help else { return }
        guard words.count <= verb.wordLimit else { throw Self.surplus(verb, words) }
        try UnknownVariables.check(environment)
    }

    /// `serve` in front means the server; anything else is no more than the run from `PROMPT`.
    private static func image(_ arguments: ArraySlice<String>, _ environment: [String: String]) throws(CommandError) -> Invocation {
        if arguments.first == "serve" { return try Invocation(.serve, arguments.dropFirst(), environment, true) }
        if arguments.first == "--help" || arguments.first == "-h" { return try Invocation(.entrypoint, arguments, environment, true) }
        return try Invocation(.run, [], environment, true)
    }

    private static func split(_ arguments: [String]) throws(CommandError) -> (Verb.Name, ArraySlice<String>) {
        let first = arguments[0]
        if let name = Verb.Name(rawValue: first) { return (name, arguments.dropFirst()) }
        guard families.contains(first) else {
            let known = Verb.table.map { $0.name.family ?? $0.name.rawValue }
            throw CommandError(.usage, "unknown command \(first)\(Suggestion.question(first, known)) (roost help lists them)")
        }
        guard arguments.count > 1, let name = Verb.Name(rawValue: "\(first) \(arguments[1])") else {
            let members = Verb.table.filter { $0.name.family == first }.map { $0.usage.dropFirst(first.count + 1) }
            throw CommandError(.usage, "roost \(first) does one of: \(members.joined(separator: ", "))")
        }
        return (name, arguments.dropFirst(2))
    }

    private static let families = Set(Verb.Name.allCases.compactMap(\.family))

    private static func surplus(_ verb: Verb, _ words: [String]) -> CommandError {
        let advice = verb.name == .run ? "put the prompt into quotes" : "usage: roost \(verb.usage)"
        return CommandError(.usage, "roost \(verb.name.rawValue): unexpected \"\(words[verb.wordLimit])\"; \(advice)")
    }
}
