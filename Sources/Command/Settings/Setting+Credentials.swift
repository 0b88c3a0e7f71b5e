extension Setting {
    /// The API's key.
    public static let apiKey = Setting(nil, "ANTHROPIC_API_KEY", .secret, "the key for the Messages API")
    /// A bearer token for the API.
    public static let authToken = Setting(nil, "ANTHROPIC_AUTH_TOKEN", .secret, "a bearer token instead of the key")
    /// A login's token.
    public static let oauthToken = Setting(nil, "CLAUDE_CODE_OAUTH_TOKEN", .secret, "the token of a login instead of the key")
    /// Where the API is.
    public static let baseURL = Setting(
        nil,
        "ANTHROPIC_BASE_URL",
        .value("URL"),
        standard: "Anthropic's",
        "where the Messages API is"
    )
    /// Amazon Bedrock.
    public static let bedrock = Setting(nil, "CLAUDE_CODE_USE_BEDROCK", .toggle, "the model comes from Amazon Bedrock")
    /// Google Vertex AI.
    public static let vertex = Setting(nil, "CLAUDE_CODE_USE_VERTEX", .toggle, "the model comes from Google Vertex AI")
    /// Microsoft Foundry.
    public static let foundry = Setting(nil, "CLAUDE_CODE_USE_FOUNDRY", .toggle, "the model comes from Microsoft Foundry")
    /// What callers show.
    public static let agentToken = Setting(
        nil,
        "AGENT_AUTH_TOKEN",
        .secret,
        standard: "none: /sessions is open",
        "the bearer token that every call under /sessions must show, and the API key of /v1"
    )

    static let credentials = [authToken, apiKey, oauthToken]
    static let modelAccess = [apiKey, authToken, oauthToken, baseURL, bedrock, vertex, foundry]
}
