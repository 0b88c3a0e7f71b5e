public import JSON

extension AgentDefinition {
    /// Reads the public API's create body.
    ///
    /// - Throws: `DefinitionError` naming the field, also for a part that is valid there and cannot be done here.
    public init(json: JSONValue) throws(DefinitionError) {
        let fields = [
            "name", "model", "system", "description", "tools", "mcp_servers", "skills", "metadata", "multiagent", "execution_identity",
        ]
        let reader = try DefinitionReader(json, path: "", allowed: fields)
        try Self.refuseWhatCannotBeDone(reader)
        name = try reader.requiredString("name", upTo: 256)
        model = try Self.model(reader)
        system = try reader.string("system", upTo: 100_000)
        description = try reader.string("description", upTo: 2048)
        metadata = try reader.pairs("metadata")
        mcpServers = try Self.servers(reader)
        skills = try Self.skills(reader)
        tools = try Self.tools(reader)
        try checkReferences()
    }

    private static func refuseWhatCannotBeDone(_ reader: DefinitionReader) throws(DefinitionError) {
        guard reader.value("multiagent") == nil else { throw reader.refuse("multiagent", "multi-agent definitions are not supported") }
        guard let identity = reader.value("execution_identity") else { return }
        guard identity["type"]?.string == "service_account" else {
            throw reader.refuse("execution_identity", "only {\"type\":\"service_account\"} is supported")
        }
    }

    private static func model(_ reader: DefinitionReader) throws(DefinitionError) -> AgentModel? {
        guard let value = reader.value("model") else { return nil }
        if let id = value.string {
            guard isModelID(id) else { throw reader.refuse("model", "must be a model's id") }
            return AgentModel(id: id)
        }
        let inner = try DefinitionReader(value, path: "model", allowed: ["id", "effort", "speed", "inference_geo"])
        let id = try inner.requiredString("id", upTo: 256)
        guard isModelID(id) else { throw inner.refuse("id", "must be a model's id") }
        if let speed = try inner.string("speed", upTo: 32), speed != "standard" {
            throw inner.refuse("speed", "only standard is supported")
        }
        guard inner.value("inference_geo") == nil else { throw inner.refuse("inference_geo", "is not supported") }
        return AgentModel(id: id, effort: try effort(inner))
    }

    /// Letters, digits and `.-_:/@[]`, not beginning with a dash, so that it can be nothing but a value on a command line.
    private static func isModelID(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != 0x2D, text.utf8.count <= 256 else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || ".-_:/@[]".unicodeScalars.contains($0))
        }
    }

    private static func effort(_ reader: DefinitionReader) throws(DefinitionError) -> String? {
        guard let value = reader.value("effort") else { return nil }
        guard let level = value.string ?? value["type"]?.string, AgentModel.efforts.contains(level) else {
            throw reader.refuse("effort", "must be one of \(AgentModel.efforts.joined(separator: ", "))")
        }
        return level
    }

    private static func servers(_ reader: DefinitionReader) throws(DefinitionError) -> [MCPServerDefinition] {
        var servers: [MCPServerDefinition] = []
        for (path, value) in try reader.list("mcp_servers", upTo: 20) {
            let server = try server(value, path)
            guard !servers.contains(where: { $0.name == server.name }) else { throw DefinitionError("\(path).name", "is used twice") }
            servers.append(server)
        }
        return servers
    }

    private static func skills(_ reader: DefinitionReader) throws(DefinitionError) -> [SkillReference] {
        var skills: [SkillReference] = []
        for (path, value) in try reader.list("skills", upTo: 64) {
            let inner = try DefinitionReader(value, path: path, allowed: ["type", "skill_id", "version"])
            guard try inner.requiredString("type", upTo: 32) == "custom" else {
                throw inner.refuse("type", "only custom skills are supported")
            }
            let skill = SkillReference(id: try inner.requiredString("skill_id", upTo: 256), version: try inner.string("version", upTo: 64))
            guard !skills.contains(where: { $0.id == skill.id }) else { throw inner.refuse("skill_id", "is used twice") }
            skills.append(skill)
        }
        return skills
    }

    private static func server(_ value: JSONValue, _ path: String) throws(DefinitionError) -> MCPServerDefinition {
        let reader = try DefinitionReader(value, path: path, allowed: ["type", "name", "url", "command", "args", "env"])
        let name = try reader.requiredString("name", upTo: 255)
        switch try reader.requiredString("type", upTo: 32) {
        case "url":
            let url = try reader.requiredString("url", upTo: 2048)
            guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
                throw reader.refuse("url", "must begin with https:// or http://")
            }
            return MCPServerDefinition(name: name, transport: .url(url))
        case "stdio":
            var arguments: [String] = []
            for (path, value) in try reader.list("args", upTo: 256) {
                guard let text = value.string else { throw DefinitionError(path, "must be a string") }
                arguments.append(text)
            }
            let command = try reader.requiredString("command", upTo: 4096)
            let environment = try reader.strings("env", upTo: 256)
            return MCPServerDefinition(name: name, transport: .stdio(command: command, arguments: arguments, environment: environment))
        default:
            throw reader.refuse("type", "must be url (or stdio, an addition of this program)")
        }
    }

    /// Each server is referenced by exactly one toolset and the other way round.
    private func checkReferences() throws(DefinitionError) {
        let referenced = tools.compactMap { tool in
            if case .mcp(let server, _, _, _) = tool { server } else { nil }
        }
        for server in mcpServers where referenced.count(where: { $0 == server.name }) != 1 {
            throw DefinitionError("mcp_servers", "\"\(server.name)\" must be referenced by exactly one mcp_toolset")
        }
        try checkCustomNames()
        for name in referenced where !mcpServers.contains(where: { $0.name == name }) {
            throw DefinitionError("tools", "mcp_toolset refers to \"\(name)\", which mcp_servers does not have")
        }
    }

    private func checkCustomNames() throws(DefinitionError) {
        var names: Set<String> = []
        for case .custom(let name, _, _) in tools where !names.insert(name).inserted {
            throw DefinitionError("tools", "the custom tool \"\(name)\" is there twice")
        }
    }
}
