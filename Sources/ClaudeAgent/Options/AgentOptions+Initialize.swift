public import JSON

extension AgentOptions {
    /// The `initialize` control request these options ask for (protocol notes 6.1).
    ///
    /// Callback ids are those of a ``HookRegistry`` made from the same ``hooks``. ``extraInitializeFields`` cannot replace a
    /// field decided by an option, hooks least of all.
    public func initializeRequest() -> JSONObject {
        var request: JSONObject = ["subtype": "initialize", "hooks": HookRegistry(hooks).initializeValue]
        if !agents.isEmpty { request.set("agents", JSONObject.sorted(agents) { .object($0.json) }) }
        request.set("excludeDynamicSections", excludesDynamicSections)
        request.set("systemPromptSnapshot", systemPromptSnapshot)
        if case .named(let names) = skills { request.set("skills", names) }
        request.set("forwardSubagentText", forwardsSubagentText)
        request.set("title", title)
        if !dialogKinds.isEmpty { request.set("supportedDialogKinds", dialogKinds) }
        if sendsMCPManifests { request.set("sdkMcpServerManifests", manifests) }
        for (key, value) in extraInitializeFields where request[key] == nil { request.append(key, value) }
        return request
    }

    /// Whether the CLI may ask the host something, so that its input must stay open until the run has ended (protocol notes 4.2).
    public var needsBidirectionalInput: Bool {
        !hooks.isEmpty || canUseTool != nil || onElicitation != nil || onUserDialog != nil || !mcpServers.inProcess.isEmpty
    }

    private var manifests: JSONObject? {
        let servers = mcpServers.inProcess
        return servers.isEmpty ? nil : JSONObject.sorted(servers) { .object($0.manifest) }
    }
}
