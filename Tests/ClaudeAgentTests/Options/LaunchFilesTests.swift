import ClaudeAgent
import JSON
import Testing

@Suite struct LaunchFilesTests {
    @Test func aSettingsFileIsReadOnlyWhenASandboxIsMergedIn() throws {
        var options = AgentOptions()
        options.settings = .file("/s.json")
        #expect(options.settingsFileToMerge == nil)
        options.sandbox = SandboxSettings(isEnabled: true)
        #expect(options.settingsFileToMerge == "/s.json")
        let arguments = try options.arguments(files: LaunchFiles(settings: Array(#"{"model":"x"}"#.utf8)))
        #expect(arguments.contains(#"{"model":"x","sandbox":{"enabled":true}}"#))
    }

    @Test(arguments: ["", "[]", "{", "3"]) func aSettingsFileThatIsNoObjectIsRefused(_ contents: String) {
        var options = AgentOptions()
        options.settings = .file("/s.json")
        options.sandbox = SandboxSettings(isEnabled: true)
        let error = #expect(throws: AgentError.self) { try options.arguments(files: LaunchFiles(settings: Array(contents.utf8))) }
        #expect(error?.option == "settings")
        #expect(error?.message.contains("/s.json") == true)
    }

    @Test func bypassHiddenInASettingsFileIsRefused() {
        var options = AgentOptions()
        options.settings = .file("/s.json")
        options.sandbox = SandboxSettings(isEnabled: true)
        let contents = Array(#"{"permissions":{"defaultMode":"bypassPermissions"}}"#.utf8)
        #expect(throws: AgentError.self) { try options.arguments(files: LaunchFiles(settings: contents)) }
    }

    @Test func headersTravelInAFileAndNeverInArguments() throws {
        var options = AgentOptions()
        options.mcpServers = ["a": .http(url: "http://h", headers: ["Authorization": Secret("Bearer canary")])]
        let contents = try #require(options.mcpConfigurationToWrite)
        #expect(
            String(decoding: contents, as: UTF8.self)
                == #"{"mcpServers":{"a":{"type":"http","url":"http://h","headers":{"Authorization":"Bearer canary"}}}}"#
        )
        let arguments = try options.arguments(files: LaunchFiles(mcpConfigurationPath: "/run/mcp.json"))
        #expect(arguments.contains("/run/mcp.json"))
        #expect(!arguments.joined().contains("canary"))
        let error = #expect(throws: AgentError.self) { try options.arguments() }
        #expect(error?.message.contains("canary") == false)
    }

    @Test func serverEnvironmentCountsAsSecretToo() {
        var options = AgentOptions()
        options.mcpServers = ["a": .stdio(command: "x", arguments: [], environment: ["KEY": Secret("canary")])]
        #expect(options.mcpConfigurationToWrite != nil)
        #expect(!"\(options)".contains("canary"))
        options.mcpServers = ["a": .stdio(command: "x", arguments: [], environment: [:])]
        #expect(options.mcpConfigurationToWrite == nil)
    }

    @Test func sandboxFieldsHaveTheNamesOfTheSettings() {
        var sandbox = SandboxSettings(isEnabled: true, failsIfUnavailable: false)
        sandbox.autoAllowsBash = true
        sandbox.excludedCommands = ["git"]
        sandbox.allowsUnsandboxedCommands = false
        sandbox.enablesWeakerNestedSandbox = true
        var network = SandboxSettings.Network()
        network.allowedDomains = ["a.example"]
        network.deniedDomains = ["b.example"]
        network.allowedUnixSockets = ["/s"]
        network.allowsAllUnixSockets = false
        network.allowsLocalBinding = true
        network.httpProxyPort = 1
        network.socksProxyPort = 2
        sandbox.network = network
        var filesystem = SandboxSettings.Filesystem()
        filesystem.allowsWriting = ["/w"]
        filesystem.deniesWriting = ["/dw"]
        filesystem.allowsReading = ["/r"]
        filesystem.deniesReading = ["/dr"]
        sandbox.filesystem = filesystem
        sandbox.additional = ["new": 1]
        #expect(
            JSONValue.object(sandbox.json).serializedString()
                == #"{"enabled":true,"failIfUnavailable":false,"autoAllowBashIfSandboxed":true,"excludedCommands":["git"],"#
                + #""allowUnsandboxedCommands":false,"enableWeakerNestedSandbox":true,"network":{"allowedDomains":["a.example"],"#
                + #""deniedDomains":["b.example"],"allowUnixSockets":["/s"],"allowAllUnixSockets":false,"allowLocalBinding":true,"#
                + #""httpProxyPort":1,"socksProxyPort":2},"filesystem":{"allowWrite":["/w"],"denyWrite":["/dw"],"allowRead":["/r"],"#
                + #""denyRead":["/dr"]},"new":1}"#
        )
    }
}
