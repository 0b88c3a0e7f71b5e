import Testing

@testable import Command

@Suite struct InvocationTests {
    private func parse(_ line: String, _ environment: [String: String] = [:]) throws -> Invocation {
        try Invocation(arguments: line.split(separator: " ").map(String.init), environment: environment)
    }

    @Test(arguments: [
        ("serve", Verb.Name.serve), ("run x", .run), ("demo", .demo), ("model-stub", .modelStub), ("cli install", .cliInstall),
        ("cli path", .cliPath), ("cli verify", .cliVerify), ("version", .version), ("--version", .version), ("help", .help), ("-h", .help),
        ("help cli install", .help),
    ])
    func commandIsFound(line: String, name: Verb.Name) throws {
        #expect(try parse(line).verb.name == name)
    }

    @Test(arguments: [
        ("", "no command"), ("serv", "did you mean serve?"), ("xyzzy", "unknown command xyzzy"),
        ("cli", "install [--wheel FILE], path, verify"),
        ("cli instal", "install [--wheel FILE], path, verify"), ("serve --lisen 1", "did you mean --listen?"),
        ("serve --zzz", "unknown flag --zzz"),
        ("serve -x", "unknown flag -x"), ("serve --listen", "--listen needs a value"), ("serve --data=", "--data needs a value"),
        ("serve --data a --data b", "given twice"), ("serve --model-stub=yes", "takes no value"), ("serve what", "unexpected \"what\""),
        ("run two words", "put the prompt into quotes"), ("version now", "usage: roost version"),
        ("serve --api-key=k", "set ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE"), ("serve --agent-auth-token k", "set AGENT_AUTH_TOKEN"),
    ])
    func wrongLineIsTold(line: String, words: String) {
        #expect { try parse(line) } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == .usage && error.message.contains(words) && !error.message.contains("\n")
        }
    }

    @Test func everythingBehindTwoDashesIsAWord() throws {
        let call = try parse("run --json -- --weird")
        #expect(call.words == ["--weird"])
        #expect(try call.values.isOn(.json))
    }

    @Test func aDashAloneIsAWord() throws {
        #expect(try parse("run -").words == ["-"])
    }

    @Test(arguments: [("run -i", true), ("run --interactive", true), ("run x", false)])
    func shortFlagIsTheLongOne(line: String, expected: Bool) throws {
        #expect(try parse(line).values.isOn(.interactive) == expected)
    }

    @Test func listsKeepTheirOrder() throws {
        #expect(try parse("serve --listen 1 --listen=unix:/a").values.list(.listen) == ["1", "unix:/a"])
    }

    @Test(arguments: [
        ("entrypoint serve --queue 3", Verb.Name.serve), ("entrypoint", .run), ("entrypoint research now", .run),
        ("entrypoint --json", .run),
        ("entrypoint --help", .entrypoint),
    ])
    func onlyTheWordServeMeansTheServerOfTheImage(line: String, name: Verb.Name) throws {
        let call = try parse(line)
        #expect(call.verb.name == name && call.isImage)
    }

    @Test(arguments: [
        ("ROOST_MAX_AGENT", "did you mean ROOST_MAX_AGENTS?"), ("ROOST_DATA", "that setting is CLAUDE_CONFIG_DIR"),
        ("ROOST_MODEL", "that setting is MODEL"), ("ROOST_ANTHROPIC_API_KEY", "that setting is ANTHROPIC_API_KEY"),
        ("ROOST_QWERTYUIOP", "no setting"),
    ])
    func unknownVariableIsTold(name: String, words: String) {
        #expect { try parse("run x", [name: "1"]) } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == .configuration && error.message.contains(name) && error.message.contains(words)
        }
    }

    @Test func variablesOfOtherCommandsAndProgramsAreFine() throws {
        let environment = ["ROOST_LISTEN": "1", "ROOST_CACHE": "/c", "ROOSTER": "x", "ROOST_LINT_EXCEPTIONS": "y"]
        #expect(try parse("run x", environment).verb.name == .run)
    }

    @Test func helpIsGivenWhateverTheEnvironmentHolds() throws {
        #expect(try parse("serve --help", ["ROOST_NONSENSE": "1"]).wantsHelp)
        #expect(try parse("help", ["ROOST_NONSENSE": "1"]).verb.name == .help)
    }
}
