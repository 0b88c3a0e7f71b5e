import JSON

/// A request as it came over HTTP.
struct StubCall {
    let method: String
    let target: String
    let fields: [(name: String, value: String)]
    /// The body; nil when it is larger than `StubAPI.largestBody`.
    let body: [UInt8]?

    /// The target without its query.
    var path: String { String(target.prefix { $0 != "?" }) }

    /// The first field of that name, whatever its case.
    func field(_ name: String) -> String? {
        fields.first { $0.name.lowercased() == name }?.value
    }
}

/// The routes of the offline Messages API, without a socket: a call in, an output out.
struct StubAPI {
    /// The largest body that is read, as in the real API.
    static let largestBody = 32 << 20

    private var model: StubModel

    init(model: StubModel = StubModel()) {
        self.model = model
    }

    /// Answers a call and says what it was.
    mutating func answer(_ call: StubCall) -> (output: StubOutput, record: RequestRecord) {
        let requestID = model.requestID()
        var record = RequestRecord(method: call.method, path: call.path)
        record.requestID = requestID
        var output = output(for: call, requestID, &record)
        output.fields["request-id"] = requestID
        record.status = output.ending == .silent ? 0 : output.status
        return (output, record)
    }

    private mutating func output(for call: StubCall, _ requestID: String, _ record: inout RequestRecord) -> StubOutput {
        do throws(APIFailure) {
            return try route(call, requestID, &record)
        } catch {
            return StubOutput(failure: error, requestID: requestID)
        }
    }

    private mutating func route(_ call: StubCall, _ requestID: String, _ record: inout RequestRecord) throws(APIFailure) -> StubOutput {
        if call.path == "/", call.method == "GET" || call.method == "HEAD" { return StubOutput(json: ["status": "ok"]) }
        try Self.admit(call, &record)
        switch (call.method, call.path) {
        case ("POST", "/v1/messages"):
            return try model.reply(to: Self.request(call, &record)).output(requestID: requestID)
        case ("POST", "/v1/messages/count_tokens"):
            let tokens = try Self.request(call, &record).inputTokens
            return StubOutput(json: ["input_tokens": .number(JSONNumber(tokens))])
        case ("GET", "/v1/models"):
            return StubOutput(json: ModelCatalog.list)
        case ("GET", let path) where path.hasPrefix("/v1/models/"):
            return StubOutput(json: try ModelCatalog.model(String(path.dropFirst("/v1/models/".count))))
        default:
            throw .notFound
        }
    }

    private static func admit(_ call: StubCall, _ record: inout RequestRecord) throws(APIFailure) {
        record.sessionID = call.field("x-claude-code-session-id")
        let key = PresentedKey(call)
        record.keyFingerprint = key?.fingerprint
        guard let key else { throw .missingKey }
        if let failure = key.failure { throw failure }
    }

    private static func request(_ call: StubCall, _ record: inout RequestRecord) throws(APIFailure) -> StubRequest {
        guard let body = call.body else { throw .tooLarge }
        let request = try StubRequest(body: body, sessionID: record.sessionID)
        record.model = request.model
        record.messageCount = request.messages.count
        record.streams = request.streams
        return request
    }
}
