import Domain
import JSON
import Testing

@Suite struct DefinitionRefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let members: String
        let field: String
        var testDescription: String { members }
    }

    /// Members beside `"name":"a"`, and the field that the refusal names.
    private static let rows: [(String, String)] = [
        (#""colour":"red""#, "colour"),
        (#""name":7"#, "name"), (#""name":"""#, "name"), (#""name":null"#, "name"),
        (#""system":7"#, "system"), (#""description":[]"#, "description"),
        (#""model":"""#, "model"), (#""model":"--resume=x""#, "model"), (#""model":"a b""#, "model"), (#""model":"модель""#, "model"),
        (#""model":7"#, "model"), (#""model":{}"#, "model.id"), (#""model":{"id":"-x"}"#, "model.id"),
        (#""model":{"id":"a","speed":"fast"}"#, "model.speed"), (#""model":{"id":"a","inference_geo":"eu"}"#, "model.inference_geo"),
        (#""model":{"id":"a","effort":"huge"}"#, "model.effort"), (#""model":{"id":"a","x":1}"#, "model.x"),
        (#""skills":[{"type":"anthropic"}]"#, "skills[0].type"), (#""multiagent":{}"#, "multiagent"),
        (#""execution_identity":{"type":"user"}"#, "execution_identity"),
        (#""metadata":[]"#, "metadata"), (#""metadata":{"a":1}"#, "metadata.a"),
        (#""tools":{}"#, "tools"), (#""tools":[7]"#, "tools[0].type"), (#""tools":[{"type":"bash"}]"#, "tools[0].type"),
        (#""tools":[{"type":"agent_toolset_20260401","x":1}]"#, "tools[0].x"),
        (#""tools":[{"type":"agent_toolset_20260401","configs":[{"name":"rm"}]}]"#, "tools[0].configs[0].name"),
        (#""tools":[{"type":"agent_toolset_20260401","configs":[{}]}]"#, "tools[0].configs[0].name"),
        (#""tools":[{"type":"agent_toolset_20260401","configs":[{"name":"bash","enabled":"no"}]}]"#, "tools[0].configs[0].enabled"),
        (
            #""tools":[{"type":"agent_toolset_20260401","configs":[{"name":"bash","permission_policy":{"type":"never"}}]}]"#,
            "tools[0].configs[0].permission_policy"
        ),
        (#""tools":[{"type":"agent_toolset_20260401","default_config":{"on":true}}]"#, "tools[0].default_config.on"),
        (#""tools":[{"type":"mcp_toolset"}]"#, "tools[0].mcp_server_name"),
        (#""tools":[{"type":"mcp_toolset","mcp_server_name":"x"}]"#, "tools"),
        (#""tools":[{"type":"custom","name":"a b"}]"#, "tools[0].name"), (#""tools":[{"type":"custom","name":"é"}]"#, "tools[0].name"),
        (#""tools":[{"type":"custom","name":"a","description":"d"}]"#, "tools[0].input_schema"),
        (#""tools":[{"type":"custom","name":"a","description":"d","input_schema":{"type":"string"}}]"#, "tools[0].input_schema"),
        (#""tools":[{"type":"custom","name":"a","input_schema":{"type":"object"}}]"#, "tools[0].description"),
        (#""mcp_servers":[{"name":"x"}]"#, "mcp_servers[0].type"), (#""mcp_servers":[{"type":"url"}]"#, "mcp_servers[0].name"),
        (#""mcp_servers":[{"type":"url","name":"x","url":"ftp://x"}]"#, "mcp_servers[0].url"),
        (#""mcp_servers":[{"type":"sse","name":"x","url":"http://x"}]"#, "mcp_servers[0].type"),
        (#""mcp_servers":[{"type":"url","name":"x","url":"http://x"}]"#, "mcp_servers"),
        (#""mcp_servers":[{"type":"stdio","name":"x","command":"/x","args":[1]}]"#, "mcp_servers[0].args[0]"),
        (#""mcp_servers":[{"type":"stdio","name":"x","command":"/x","env":{"A":1}}]"#, "mcp_servers[0].env.A"),
        (
            #""mcp_servers":[{"type":"url","name":"x","url":"http://x"},{"type":"url","name":"x","url":"http://y"}]"#,
            "mcp_servers[1].name"
        ),
    ]

    @Test(arguments: rows.map { Row(members: $0.0, field: $0.1) }) func aFaultIsNamedByItsPath(row: Row) throws {
        let json = try JSONValue(parsing: #"{"name":"a",\#(row.members)}"#)
        #expect { try AgentDefinition(json: json) } throws: { ($0 as? DefinitionError)?.field == row.field }
    }

    @Test func everyMemberHasABound() throws {
        let long = { (count: Int) in JSONValue.string(String(repeating: "x", count: count)) }
        let pairs = JSONObject((0..<17).map { (key: "k\($0)", value: "v") })
        let cases: [(JSONValue, String)] = [
            (["name": long(257)], "name"), (["name": "a", "system": long(100_001)], "system"),
            (["name": "a", "description": long(2049)], "description"), (["name": "a", "metadata": .object(pairs)], "metadata"),
            (["name": "a", "metadata": ["k": long(513)]], "metadata"), (["name": "a", "model": long(257)], "model"),
            (["name": "a", "tools": .array(Array(repeating: ["type": "agent_toolset_20260401"], count: 257))], "tools"),
        ]
        for (json, field) in cases {
            #expect(throws: (any Error).self, "\(field)") { try AgentDefinition(json: json) }
            do { _ = try AgentDefinition(json: json) } catch { #expect(error.field == field) }
        }
    }

    @Test(arguments: ["[]", "7", "\"a\"", "null"]) func aDocumentIsAnObject(text: String) throws {
        let json = try JSONValue(parsing: text)
        #expect { try AgentDefinition(json: json) } throws: { ($0 as? DefinitionError)?.field == "the document" }
    }

    @Test func aRefusalReadsAsASentence() {
        #expect(DefinitionError("tools[0].type", "is wrong").description == "tools[0].type: is wrong")
    }
}
