import JSON

extension AgentOptions {
    /// The value of `--settings`: a path, or JSON with the sandbox merged in.
    func settingsText(_ files: LaunchFiles) throws(AgentError) -> String? {
        guard let sandbox else { return try plainSettingsText() }
        var object = try settingsObject(files)
        object["sandbox"] = .object(sandbox.json)
        try refuseBypass(in: object)
        return JSONValue.object(object).serializedString()
    }

    private func plainSettingsText() throws(AgentError) -> String? {
        switch settings {
        case nil: return nil
        case .file(let path): return path
        case .json(let object):
            try refuseBypass(in: object)
            return JSONValue.object(object).serializedString()
        }
    }

    private func settingsObject(_ files: LaunchFiles) throws(AgentError) -> JSONObject {
        switch settings {
        case nil: return JSONObject()
        case .json(let object): return object
        case .file(let path): return try parseSettings(path, files.settings)
        }
    }

    private func parseSettings(_ path: String, _ contents: [UInt8]?) throws(AgentError) -> JSONObject {
        guard let contents else {
            throw .invalidOption("settings", "a sandbox is merged into '\(path)'; read the file and pass its contents in LaunchFiles")
        }
        do {
            guard let object = try JSONValue(parsing: contents).object else {
                throw AgentError.invalidOption("settings", "'\(path)' is not a JSON object; correct the file")
            }
            return object
        } catch let error as AgentError {
            throw error
        } catch {
            throw AgentError(
                .invalidOption,
                "option settings: '\(path)' is not JSON; correct the file",
                detail: .option("settings"),
                underlying: error
            )
        }
    }

    /// Settings can switch the mode too, so the acknowledgement is asked for there as well.
    func refuseBypass(in settings: JSONObject) throws(AgentError) {
        guard settings.object("permissions")?.string("defaultMode") == PermissionMode.bypassPermissions.rawValue else { return }
        try requireBypassAcknowledgement("settings.permissions.defaultMode")
    }

    func requireBypassAcknowledgement(_ option: String) throws(AgentError) {
        guard !allowsBypassPermissions else { return }
        throw .invalidOption(
            option,
            "bypassPermissions lets the agent do anything its process can; set allowsBypassPermissions when it runs isolated, or use dontAsk"
        )
    }
}
