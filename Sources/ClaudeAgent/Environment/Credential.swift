/// What the CLI shows the Messages API. It comes from here alone, never from the host's environment (hosting contract D3).
///
/// An agent can print its own environment: give it a placeholder, and let a proxy behind `baseURL` set the real one.
public enum Credential: Sendable, Hashable {
    /// `ANTHROPIC_API_KEY`, sent as `x-api-key`.
    case apiKey(Secret)
    /// `ANTHROPIC_AUTH_TOKEN`, sent as a bearer token.
    case authToken(Secret)
    /// `CLAUDE_CODE_OAUTH_TOKEN`, of a login.
    case oauthToken(Secret)

    /// What it is.
    public var secret: Secret { variable.value }

    var variable: (name: String, value: Secret) {
        switch self {
        case .apiKey(let secret): ("ANTHROPIC_API_KEY", secret)
        case .authToken(let secret): ("ANTHROPIC_AUTH_TOKEN", secret)
        case .oauthToken(let secret): ("CLAUDE_CODE_OAUTH_TOKEN", secret)
        }
    }

    /// Every name a credential can have, so that none is let in by another way.
    static let names: Set<String> = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"]
}

/// Who serves the model.
public enum ModelProvider: Sendable, Hashable {
    /// Anthropic's API, or whatever stands at this base URL.
    case anthropic(baseURL: String?)
    /// Amazon Bedrock, with the host's AWS variables.
    case bedrock
    /// Google Vertex AI, with the host's Google variables.
    case vertex
    /// Microsoft Foundry, with the host's Foundry variables.
    case foundry

    /// The switch that chooses the provider.
    var switchName: String? {
        switch self {
        case .anthropic: nil
        case .bedrock: "CLAUDE_CODE_USE_BEDROCK"
        case .vertex: "CLAUDE_CODE_USE_VERTEX"
        case .foundry: "CLAUDE_CODE_USE_FOUNDRY"
        }
    }

    /// Host variables handed on for this provider and no other; a name ending in `*` stands for all that begin so.
    var hostVariables: [String] {
        switch self {
        case .anthropic: []
        case .bedrock: ["AWS_*", "ANTHROPIC_BEDROCK_BASE_URL", "CLAUDE_CODE_SKIP_BEDROCK_AUTH"]
        case .vertex:
            [
                "CLOUD_ML_REGION", "VERTEX_REGION_*", "ANTHROPIC_VERTEX_PROJECT_ID", "ANTHROPIC_VERTEX_BASE_URL",
                "CLAUDE_CODE_SKIP_VERTEX_AUTH",
                "GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT",
            ]
        case .foundry: ["ANTHROPIC_FOUNDRY_*", "CLAUDE_CODE_SKIP_FOUNDRY_AUTH"]
        }
    }
}
