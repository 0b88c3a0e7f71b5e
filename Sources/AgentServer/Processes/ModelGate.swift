internal import ClaudeAgent
internal import Domain
internal import Egress
internal import EventLoop
internal import HTTPSClient
internal import Telemetry

/// How agent processes reach the model: through the proxy, with a key that opens nothing else; or by themselves, where the provider's
/// own variables or a login do it.
struct ModelGate: Sendable {
    private let proxy: ModelProxy?
    private let baseURL: String?

    /// Agents reach the model by themselves.
    static let none = ModelGate(proxy: nil, baseURL: nil)

    /// Whether a budget is checked before each call.
    var checksBudgets: Bool { proxy != nil }

    /// Runs `body` with a gate for this runtime, and closes it afterwards.
    ///
    /// - Throws: `ServerError` when the model's address is none, `IOError` when there is no address to listen on, what `body` throws.
    static func run<Value: Sendable>(
        _ runtime: AgentRuntime,
        group: EventLoopGroup,
        log: Logger,
        whenCalled: @escaping @Sendable (ModelCall) -> Void = { _ in },
        whenDenied: @escaping @Sendable (SessionID?) -> Void = { _ in },
        _ body: @escaping @Sendable (ModelGate) async throws -> Value
    ) async throws -> Value {
        guard let configuration = try configuration(runtime) else { return try await body(.none) }
        let proxy = ModelProxy(configuration, group: group, log: log, whenCalled: whenCalled, whenDenied: whenDenied)
        let (addresses, found) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        return try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask {
                defer { found.finish() }
                try await proxy.run { found.yield($0) }
                return nil
            }
            tasks.addTask {
                guard let baseURL = await addresses.first(where: { _ in true }) else { return nil }
                return try await body(ModelGate(proxy: proxy, baseURL: baseURL))
            }
            defer { tasks.cancelAll() }
            // A server whose agents cannot reach the model any more is of no use: the proxy's failure is its own.
            while let result = try await tasks.next() {
                if let value = result { return value }
            }
            throw CancellationError()
        }
    }

    private static func configuration(_ runtime: AgentRuntime) throws -> ModelProxy.Configuration? {
        guard case .anthropic(let baseURL) = runtime.provider, let credential = runtime.credential?.upstream else { return nil }
        let text = baseURL ?? "https://api.anthropic.com"
        guard let upstream = ServerURL(text) else {
            throw ServerError(
                .modelAddress,
                "ANTHROPIC_BASE_URL is no address of a model API; give a URL such as https://api.anthropic.com"
            )
        }
        return ModelProxy.Configuration(upstream: upstream, credential: credential, environment: runtime.hostEnvironment)
    }

    /// A key for one process; `nil` where agents reach the model by themselves.
    func issue() -> Placeholder? { proxy?.register(session: nil, budget: USD(microdollars: 0)) }

    /// Gives a key to the session whose process has it.
    func bind(_ key: Placeholder?, to session: SessionID) {
        if let key { proxy?.bind(key, to: session) }
    }

    /// Lets a process spend so much from now on.
    func allow(_ key: Placeholder?, _ amount: USD) {
        guard let key, let proxy, let spent = spent(key) else { return }
        proxy.setBudget(key, spent + amount)
    }

    /// What was spent under a key, calls under way included; `nil` when it is not live, or agents reach the model by themselves.
    func spent(_ key: Placeholder?) -> USD? { key.flatMap { proxy?.spent($0)?.cost } }

    /// Ends a key.
    func revoke(_ key: Placeholder?) {
        if let key { proxy?.revoke(key) }
    }

    /// The runtime of one process, which knows its own key and the proxy's address and nothing more.
    func runtime(_ runtime: AgentRuntime, with key: Placeholder?) -> AgentRuntime {
        guard let key, let baseURL else { return runtime }
        var own = runtime
        own.credential = .apiKey(Secret(key.text))
        own.provider = .anthropic(baseURL: baseURL)
        // The way to the proxy leads through no other one.
        for name in ["NO_PROXY", "no_proxy"] {
            own.hostEnvironment[name] = [own.hostEnvironment[name], "127.0.0.1,localhost"].compactMap { $0 }.joined(separator: ",")
        }
        return own
    }
}

extension Credential {
    /// What the proxy shows the API; `nil` for a login, whose requests are made by the CLI alone.
    fileprivate var upstream: UpstreamCredential? {
        switch self {
        case .apiKey(let secret): .apiKey(secret.reveal())
        case .authToken(let secret): .bearer(secret.reveal())
        case .oauthToken: nil
        }
    }
}
