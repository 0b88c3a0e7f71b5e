public import ClaudeAgent

/// How the model is reached: who serves it, and what it is shown.
public struct ModelAccess: Sendable {
    /// Who serves the model.
    public let provider: ModelProvider
    /// What it is shown; `nil` where the provider's own variables do it.
    public let credential: Credential?
    /// The variable the credential came from, for logs.
    public let origin: String

    /// An access of the caller's own making.
    public init(provider: ModelProvider, credential: Credential?, origin: String) {
        self.provider = provider
        self.credential = credential
        self.origin = origin
    }

    /// What the environment says. Of several credentials the CLI's own order decides: bearer token, key, login.
    ///
    /// - Throws: `CommandError` naming the variables when there is no credential at all.
    public static func read(_ values: SettingValues) throws(CommandError) -> ModelAccess {
        let hosted: [(Setting, ModelProvider)] = [(.bedrock, .bedrock), (.vertex, .vertex), (.foundry, .foundry)]
        for (setting, provider) in hosted where try values.isOn(setting) {
            return ModelAccess(provider: provider, credential: nil, origin: setting.variable ?? "")
        }
        let provider = ModelProvider.anthropic(baseURL: try baseURL(values))
        let reader = SecretReader(environment: values.environment)
        let kinds: [(Setting, (Secret) -> Credential)] = [
            (.authToken, Credential.authToken), (.apiKey, Credential.apiKey), (.oauthToken, Credential.oauthToken),
        ]
        for (setting, make) in kinds {
            guard let secret = try reader.read(setting) else { continue }
            return ModelAccess(provider: provider, credential: make(secret), origin: setting.variable ?? "")
        }
        throw missing(values)
    }

    private static func baseURL(_ values: SettingValues) throws(CommandError) -> String? {
        try values.value(.baseURL, "a whole URL that begins with https:// or http://") { text in
            text.hasPrefix("https://") || text.hasPrefix("http://") ? text : nil
        }
    }

    private static func missing(_ values: SettingValues) -> CommandError {
        let empty = Setting.credentials.compactMap(\.variable).first { values.environment[$0]?.isEmpty == true }
        let remark = empty.map { " (\($0) is there but empty)" } ?? ""
        return CommandError(
            .configuration,
            "no credential for the model\(remark): set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN, CLAUDE_CODE_OAUTH_TOKEN, each also as NAME_FILE; "
                + "or CLAUDE_CODE_USE_BEDROCK, _VERTEX or _FOUNDRY), or use --model-stub to try it offline"
        )
    }
}
