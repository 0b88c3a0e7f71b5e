internal import EventLoop
internal import HTTP
internal import JSON

/// Speaks to the server under test as its clients do.
struct ContractClient: Sendable {
    let base: BaseURL
    let token: String?
    let loop: EventLoop
    let options: ContractOptions
    /// Ends every session id of this run, so that runs do not meet.
    private let run = String(UInt64.random(in: .min ... .max), radix: 36)

    init(base: BaseURL, token: String?, loop: EventLoop, options: ContractOptions) {
        self.base = base
        self.token = token
        self.loop = loop
        self.options = options
    }

    /// The largest answer that is no stream.
    private static let answerLimit = 1 << 20

    // MARK: - Names

    /// A session id that no other run uses; the same label gives the same id.
    func session(_ label: String) -> String { "\(label)-\(run)" }

    /// A word for prompts that no other run, session or label uses.
    func word(_ label: String) -> String { "word\(label.filter { $0.isLetter || $0.isNumber })\(run)" }

    static func path(_ session: String) -> String { "/sessions/\(session)/messages" }

    /// The fields that open the server: none without a token.
    var authorization: [(String, String)] { token.map { [("Authorization", "Bearer \($0)")] } ?? [] }

    /// The order to the offline model to say nothing for so long.
    static func stall(_ duration: Duration) -> String { "[[stall:\(Int(duration / .milliseconds(1)))]]" }

    // MARK: - Plain answers

    func get(_ path: String, fields: [(String, String)] = []) async throws -> Answer { try await request(.get, path, fields: fields) }

    /// Posts a body to a session, with the token unless `fields` are given.
    func post(_ session: String, body: String, fields: [(String, String)]? = nil) async throws -> Answer {
        try await post(session, bytes: Array(body.utf8), fields: fields)
    }

    func post(_ session: String, bytes: [UInt8], fields: [(String, String)]? = nil) async throws -> Answer {
        try await request(.post, Self.path(session), fields: (fields ?? authorization) + Self.jsonType, body: bytes)
    }

    func request(_ method: HTTPMethod, _ target: String, fields: [(String, String)], body: [UInt8]? = nil) async throws -> Answer {
        let response = try await send(method, target, fields: fields, body: body)
        defer { response.close() }
        return try await collect(response, of: "\(method) \(excerpt(target.utf8))")
    }

    private func collect(_ response: HTTPClientResponse, of request: String) async throws -> Answer {
        let body = try await bounded(request, until: .now + options.deadline, closing: response) {
            try await response.body.collect(upTo: Self.answerLimit)
        }
        return Answer(status: response.status.code, fields: response.fields, body: body)
    }

    private func send(_ method: HTTPMethod, _ target: String, fields: [(String, String)], body: [UInt8]?) async throws -> HTTPClientResponse
    {
        do {
            return try await HTTPClient(address: base.address, loop: loop)
                .send(method, target, fields: fields, body: body, headDeadline: options.deadline)
        } catch {
            throw ContractError(.broken, "\(method) \(excerpt(target.utf8)) got no answer: \(error)")
        }
    }

    private static let jsonType = [("Content-Type", "application/json")]

    // MARK: - Turns

    /// Sends a prompt: a stream when the answer is 200, else the refusal.
    ///
    /// - Parameter waits: how long the turn is made to wait, on top of the deadline.
    func offer(_ prompt: String, to session: String, waits: Duration = .zero) async throws -> Offer {
        let body: JSONValue = ["prompt": .string(prompt)]
        return try await offer(bytes: body.serialized(), to: session, waits: waits)
    }

    func offer(bytes: [UInt8], to session: String, waits: Duration = .zero) async throws -> Offer {
        let response = try await send(.post, Self.path(session), fields: authorization + Self.jsonType, body: bytes)
        guard response.status == .ok else {
            defer { response.close() }
            return .refused(try await collect(response, of: "POST \(Self.path(session))"))
        }
        return .accepted(LiveTurn(response: response, client: self, deadline: .now + options.deadline + waits))
    }

    /// Sends a prompt that must be accepted.
    func open(_ prompt: String, in session: String, waits: Duration = .zero) async throws -> LiveTurn {
        switch try await offer(prompt, to: session, waits: waits) {
        case .accepted(let turn): return turn
        case .refused(let answer): throw ContractError(.broken, "a prompt must be answered 200 with a stream, was \(answer.summary)")
        }
    }

    /// Sends a prompt and reads its stream to the end, however the turn ends.
    func turn(_ prompt: String, in session: String, waits: Duration = .zero) async throws -> Turn {
        var live = try await open(prompt, in: session, waits: waits)
        return try await live.rest()
    }

    /// Sends a prompt whose turn must end with `done`.
    func goodTurn(_ prompt: String, in session: String, waits: Duration = .zero) async throws -> Turn {
        let turn = try await turn(prompt, in: session, waits: waits)
        try require(turn.frames.last?.event == "done", "the turn must end with done, \(turn.ending)")
        return turn
    }

    // MARK: - Deadlines

    /// Runs `body`, and closes the answer it reads from when the deadline passes.
    func bounded<T>(
        _ what: String,
        until deadline: ContinuousClock.Instant,
        closing response: HTTPClientResponse,
        _ body: () async throws -> T
    ) async throws -> T {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await loop.sleep(for: ContinuousClock.now.duration(to: deadline))
                response.close()
            }
            defer { group.cancelAll() }
            do { return try await body() } catch let error as HTTPError {
                let isLate = ContinuousClock.now >= deadline
                throw ContractError(.broken, isLate ? "\(what) was not over in time" : "\(what) was cut: \(error)")
            }
        }
    }
}

/// What became of a prompt.
enum Offer {
    case accepted(LiveTurn)
    case refused(Answer)
}
