import EventLoop
import HTTP
import Testing

@testable import Command

@Suite struct DemoTests {
    private static let first = "the first was \"\(DemoScript.prompts[0])\". You said: …"

    @Test(arguments: [
        (true, 1, "This is your 1st message; \(first)", true), (true, 3, "This is your 3rd message; \(first)", true),
        (true, 3, "This is your 1st message; \(first)", false), (true, 2, "", false), (true, 2, "Hello Wren", false),
        (false, 1, "Hello!", true),
        (false, 2, "You are Wren.", true), (false, 3, "I do not know.", false), (false, 1, "", false),
    ])
    func answersAreChecked(isOffline: Bool, number: Int, answer: String, isFine: Bool) {
        #expect((DemoScript(isOffline: isOffline).fault(in: answer, to: number) == nil) == isFine)
    }

    @Test func theStreamIsReadToItsEnd() {
        var turn = DemoTurn()
        var said: [String] = []
        let events = [
            #"{"subtype":"init","type":"SystemMessage"}"#, #"{"content":[{"text":"Hi.","type":"text"}],"type":"AssistantMessage"}"#,
            #"{"result":"Hi.","total_cost_usd":0.5,"type":"ResultMessage"}"#,
        ]
        for data in events { turn.take(ServerSentEvent(event: "message", data: Array(data.utf8))) { said.append($0) } }
        #expect(turn.ending == nil)
        turn.take(ServerSentEvent(event: "done", data: [])) { said.append($0) }
        #expect(said == ["Hi."] && turn.answer == "Hi." && turn.costUSD == 0.5 && turn.eventCount == 4 && turn.ending == "done")
    }

    @Test func theServerGetsNothingOfThePersonsOwnServer() {
        let environment = [
            "PATH": "/bin", "PORT": "80", "CLAUDE_CONFIG_DIR": "/mine", "AGENT_AUTH_TOKEN": "t", "AGENT_AUTH_TOKEN_FILE": "/t",
            "ROOST_LISTEN": "1",
            "ROOST_CACHE": "/c", "ANTHROPIC_API_KEY": "real", "CLAUDE_CODE_USE_BEDROCK": "1", "HTTPS_PROXY": "p", "https_proxy": "p",
            "MODEL": "m",
        ]
        let offline = DemoSetting(program: "/p", folder: "/f", environment: environment, offline: "http://o").serverEnvironment
        #expect(
            offline == [
                "PATH": "/bin", "ROOST_CACHE": "/c", "MODEL": "m", "ANTHROPIC_BASE_URL": "http://o",
                "ANTHROPIC_API_KEY": ModelAccess.offlineKey,
            ]
        )
        let real = DemoSetting(program: "/p", folder: "/f", environment: environment, offline: nil).serverEnvironment
        #expect(
            real["ANTHROPIC_API_KEY"] == "real" && real["HTTPS_PROXY"] == "p" && real["PORT"] == nil && real["CLAUDE_CONFIG_DIR"] == nil
        )
    }

    @Test func processesAreFoundByTheirFolder() async throws {
        let folder = "/tmp/roost-remains-\(UInt64.random(in: 0...UInt64.max))"
        #expect(Remains.processes(of: folder) == [])
        try await EventLoopGroup.run(count: 1) { group in
            var command = ProcessCommand(executable: "/bin/sleep", arguments: ["30"])
            command.environment = ["X": folder]
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            #expect(Remains.processes(of: folder) == [child.pid])
            child.send(signal: 9)
            _ = await child.exitStatus(within: .seconds(5))
            child.closeStreams()
        }
    }
}
