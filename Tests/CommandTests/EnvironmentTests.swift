import ClaudeAgent
import Testing

@testable import Command

@Suite struct EnvironmentTests {
    private func values(_ environment: [String: String]) -> SettingValues { SettingValues(flags: [:], environment: environment) }

    @Test func entriesAreReadAsTheKernelShowsThem() {
        let bytes = Array("A=1\0B=x=y\0EMPTY=\0noise\0=x\0A=2\0U=ü\0".utf8)
        #expect(ProcessEnvironment.parse(bytes) == ["A": "1", "B": "x=y", "EMPTY": "", "U": "ü"])
    }

    @Test func thisProcessHasAnEnvironment() throws {
        #expect(try ProcessEnvironment.read()["PATH"] != nil)
    }

    @Test func withoutAnyCredentialTheVariablesAreNamed() {
        #expect { try ModelAccess.read(values(["ANTHROPIC_API_KEY": ""])) } throws: { error in
            guard let error = error as? CommandError else { return false }
            let words = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN", "BEDROCK", "VERTEX", "--model-stub"]
            return error.code == .configuration && words.allSatisfy(error.message.contains)
        }
    }

    @Test(arguments: [
        (["ANTHROPIC_API_KEY": "k"], "ANTHROPIC_API_KEY", Credential.apiKey(Secret("k"))),
        (["ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_API_KEY": "k"], "ANTHROPIC_AUTH_TOKEN", .authToken(Secret("t"))),
        (["CLAUDE_CODE_OAUTH_TOKEN": "o"], "CLAUDE_CODE_OAUTH_TOKEN", .oauthToken(Secret("o"))),
    ])
    func credentialIsChosenInTheCLIsOrder(environment: [String: String], origin: String, credential: Credential) throws {
        let access = try ModelAccess.read(values(environment))
        #expect(access.origin == origin && access.credential == credential && access.provider == .anthropic(baseURL: nil))
    }

    @Test(arguments: [
        ("CLAUDE_CODE_USE_BEDROCK", ModelProvider.bedrock), ("CLAUDE_CODE_USE_VERTEX", .vertex), ("CLAUDE_CODE_USE_FOUNDRY", .foundry),
    ])
    func otherProviderNeedsNoCredential(name: String, provider: ModelProvider) throws {
        let access = try ModelAccess.read(values([name: "1", "ANTHROPIC_API_KEY": "k"]))
        #expect(access.provider == provider && access.credential == nil)
    }

    @Test(arguments: ["example.org", "ftp://x", "httpss"])
    func baseURLMustBeWhole(text: String) {
        #expect(throws: CommandError.self) { try ModelAccess.read(values(["ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": text])) }
    }

    @Test func secretComesFromAFileWithoutItsLineEnd() throws {
        let scratch = try ScratchFolder()
        let path = try scratch.file("key", "sk-ant-1\n")
        #expect(try SecretReader(environment: ["ANTHROPIC_API_KEY_FILE": path]).read(.apiKey) == Secret("sk-ant-1"))
    }

    @Test(arguments: [
        (["ANTHROPIC_API_KEY": "a", "ANTHROPIC_API_KEY_FILE": "/b"], ExitCode.configuration),
        (["ANTHROPIC_API_KEY_FILE": "/nonexistent"], .noInput),
        (["ANTHROPIC_API_KEY_FILE": "/dev/null"], .configuration), (["ANTHROPIC_API_KEY": "two words"], .configuration),
        (["ANTHROPIC_API_KEY": "zeile\nzwei"], .configuration), (["ANTHROPIC_API_KEY": "schlüssel"], .configuration),
    ])
    func unusableSecretIsRefusedWithoutItsText(environment: [String: String], code: ExitCode) {
        #expect { try SecretReader(environment: environment).read(.apiKey) } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == code && !["two words", "zeile", "schlüssel"].contains(where: error.message.contains)
        }
    }

    @Test(arguments: [
        (["--data"], [:], false, "/w/--data"), (["/abs"], ["CLAUDE_CONFIG_DIR": "/e"], true, "/abs"),
        ([], ["CLAUDE_CONFIG_DIR": "/e"], true, "/e"),
        ([], [:], true, "/data"), ([], ["XDG_DATA_HOME": "/x", "HOME": "/h"], false, "/x/roost"),
        ([], ["HOME": "/h"], false, "/h/.local/share/roost"),
        ([], ["XDG_DATA_HOME": "relative", "HOME": "/h"], false, "/h/.local/share/roost"),
    ])
    func dataFolderIsFound(flag: [String], environment: [String: String], isImage: Bool, expected: String) throws {
        let values = SettingValues(flags: flag.isEmpty ? [:] : ["data": flag], environment: environment)
        #expect(try DataFolder.locate(values, isImage: isImage, workingDirectory: "/w") == expected)
    }

    @Test(arguments: [[:], ["CLAUDE_CONFIG_DIR": "relative", "HOME": "/h"]])
    func dataFolderNeedsAnAbsolutePlace(environment: [String: String]) {
        #expect { try DataFolder.locate(values(environment), isImage: false, workingDirectory: "/w") } throws: {
            ($0 as? CommandError)?.code == .configuration
        }
    }
}
