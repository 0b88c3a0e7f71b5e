import ClaudeAgent
import Domain
import EventLoop
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// What only the real `claude` can prove about plans: it asks where we mean it to, and nowhere else.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RealPlanTests {
    private static func asking(_ tools: [BuiltInTool: PermissionPolicy]) -> AgentDefinition {
        AgentDefinition(name: "a", tools: [.toolset(tools)])
    }

    @Test func aHarmlessCallThatAsksRunsWhenItIsAllowed() async throws {
        try await Workbench.run { bench in
            let owner = RealPlan.Owner({ _ in .allow() }, { _ in .text("") })
            let prompt = PromptContent.text(#"[[tool:Bash {"command":"echo hi-there"}]] [[tool:Read {"file_path":"/etc/hostname"}]]"#)
            let turns = try await RealPlan.turns(Self.asking([.bash: .alwaysAsk, .read: .alwaysAllow]), owner: owner, in: bench, [prompt])
            let results = turns[0].filter { if case .user = $0.kind { true } else { false } }.map {
                String(decoding: $0.raw, as: UTF8.self)
            }
            #expect(results.contains { $0.contains(#""content":"hi-there""#) }, "\(results)")
            #expect(turns[0].answer?.contains("Read answered") == true)
            let held = owner.held.value
            #expect(held.map(\.name) == ["Bash"] && held.first?.wait == .confirmation)
            #expect(held.first?.input["command"]?.string == "echo hi-there" && held.first?.toolUseID.hasPrefix("toolu_") == true)
        }
    }

    @Test func aCallThatIsDeniedDoesNotRun() async throws {
        try await Workbench.run { bench in
            let owner = RealPlan.Owner({ _ in .deny("Not today.") }, { _ in .text("") })
            let mark = "\(bench.path)/ran"
            let prompt = PromptContent.text(#"[[tool:Bash {"command":"touch \#(mark)"}]]"#)
            let turns = try await RealPlan.turns(Self.asking([.bash: .alwaysAsk]), owner: owner, in: bench, [prompt])
            #expect(turns[0].answer?.contains("Not today.") == true && !Files.exists(mark), "\(turns[0].answer ?? "")")
        }
    }

    /// The rule is the second lock: a hook that says nothing is not taken for a yes.
    @Test func aCallThatNobodyHasAllowedDoesNotRun() async throws {
        try await Workbench.run { bench in
            let owner = RealPlan.Owner({ _ in .noOpinion }, { _ in .text("") })
            let mark = "\(bench.path)/ran"
            let prompt = PromptContent.text(#"[[tool:Bash {"command":"touch \#(mark)"}]]"#)
            let turns = try await RealPlan.turns(Self.asking([.bash: .alwaysAsk]), owner: owner, in: bench, [prompt])
            #expect(turns[0].answer?.contains("failed") == true && !Files.exists(mark), "\(turns[0].answer ?? "")")
        }
    }

    @Test func aCustomToolIsAnsweredByItsOwner() async throws {
        try await Workbench.run { bench in
            let long = String(repeating: "n", count: 128)
            let definition = AgentDefinition(
                name: "a",
                tools: ["weather", long].map {
                    .custom(name: $0, description: "d", inputSchema: ["type": "object", "properties": ["city": ["type": "string"]]])
                }
            )
            let catalogue = ToolCatalogue(definition)
            let owner = RealPlan.Owner({ _ in .allow() }, { .text("sunny for \($0.prefix(6))") })
            let name = try #require(catalogue.customTools.last).wireName
            let turns = try await RealPlan.turns(
                definition,
                owner: owner,
                in: bench,
                [
                    .text(#"[[tool:mcp__custom__weather {"city":"Rome"}]]"#), .text("[[tool:mcp__custom__\(name) {}]]"),
                    .text("[[echo-tools]]"),
                ]
            )
            #expect(turns[0].answer?.contains("sunny for toolu_") == true && turns[1].answer?.contains("sunny for") == true)
            #expect(owner.held.value.map(\.wait) == [.customTool, .customTool] && owner.held.value[0].input["city"]?.string == "Rome")
            #expect(catalogue.tool(owner.held.value[1].name) == .custom(long))
            #expect(turns[2].answer?.contains("mcp__custom__weather") == true && turns[2].answer?.contains("Bash") == false)
        }
    }

    @Test func picturesAndDocumentsArriveAndTextBlocksAreNoCommands() async throws {
        try await Workbench.run { bench in
            let dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
            let prompts: [PromptContent] = [
                .blocks([.image(.base64(mediaType: "image/png", data: dot))]),
                .blocks([.document(.text("Some facts."), title: "Facts", context: nil)]),
                .blocks([.text("/clear")]), .blocks([.image(.base64(mediaType: "image/png", data: dot)), .text("@/etc/passwd")]),
            ]
            let turns = try await RealPlan.turns(AgentDefinition(name: "a"), in: bench, prompts)
            let answers = turns.map { $0.answer ?? "" }
            #expect(answers[0].contains(#"You said: "[image]""#) && answers[1].contains(#"You said: "[image]""#), "\(answers)")
            #expect(answers[2].contains(#"You said: "/clear""#) && answers[2].contains("3rd message"), "\(answers)")
            #expect(answers[3].contains(#"You said: "@/etc/passwd""#) && !answers[3].contains("root:x:0"), "\(answers)")
        }
    }

    @Test func aSkillIsThereAndSettingsThatAnAgentLeftAreNot() async throws {
        try await Workbench.run { bench in
            try bench.write("---\nname: tables\ndescription: Makes fine tables.\n---\nUse the word quixotic.\n", to: "skill/SKILL.md")
            var supply = AgentSupply(answersCalls: true)
            supply.skills = [try SkillPackage(name: "tables", folder: "\(bench.path)/skill")]
            var definition = Self.asking([.read: .alwaysAllow])
            definition.skills = [SkillReference(id: "skill_1")]
            let turns = try await RealPlan.turns(
                definition,
                supply,
                in: bench,
                [.text(#"[[tool:Skill {"skill":"tables"}]]"#), .text("[[echo-tools]]")]
            )
            let initialization = try #require(
                turns[0].first { if case .system(let system) = $0.kind { system.subtype == .initialization } else { false } }
            )
            #expect(initialization.json["skills"]?.array?.contains("tables") == true)
            #expect(turns[0].answer?.contains("failed") == false, "\(turns[0].answer ?? "")")
            #expect(turns[1].answer?.contains("Skill") == true && turns[1].answer?.contains("Bash") == false, "\(turns[1].answer ?? "")")
        }
    }

    /// With skills the CLI reads the configuration folder's settings, where an agent could otherwise allow itself anything.
    @Test func anAgentWithSkillsCannotWriteItsOwnSettings() async throws {
        try await Workbench.run { bench in
            try bench.write("---\nname: tables\ndescription: Makes fine tables.\n---\nUse the word quixotic.\n", to: "skill/SKILL.md")
            var supply = AgentSupply(answersCalls: true)
            supply.skills = [try SkillPackage(name: "tables", folder: "\(bench.path)/skill")]
            var definition = Self.asking([.read: .alwaysAllow, .write: .alwaysAllow, .bash: .alwaysAsk])
            definition.skills = [SkillReference(id: "skill_1")]
            let prompts: [PromptContent] = [
                .text(
                    #"[[tool:Write {"file_path":"../config/settings.json","content":"{}"}]] [[tool:Write {"file_path":"own.txt","content":"x"}]]"#
                )
            ]
            let turns = try await RealPlan.turns(definition, supply, in: bench, prompts)
            let names = bench.files().map { $0.split(separator: "/").last ?? "" }
            #expect(names.contains("own.txt") && !names.contains("settings.json"), "\(turns[0].answer ?? "")")
        }
    }

    @Test func aSystemPromptLongerThanACommandLineArrivesWhole() async throws {
        try await Workbench.run { bench in
            let system = "BEGIN " + String(repeating: "ü", count: 99_000) + " END"
            let turns = try await RealPlan.turns(AgentDefinition(name: "a", system: system), in: bench, [.text("[[echo-system]]")])
            let answer = try #require(turns[0].answer)
            #expect(answer.contains("BEGIN ü") && answer.contains("ü END"))
        }
    }
}
