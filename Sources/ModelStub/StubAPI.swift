import JSON

/// The routes of the offline Messages API, without a socket. Pure.
struct StubAPI {
    /// The largest body that is read, as in the real API.
    static let largestBody = 32 << 20

    let model: StubModel

    /// Does for a call all that does not depend on earlier ones.
    func prepare(_ call: StubCall) -> PreparedCall {
        var record = RequestRecord(method: call.method, path: call.path)
        do throws(APIFailure) {
            let content = try route(call, &record)
            return PreparedCall(record: record, content: content)
        } catch {
            return PreparedCall(record: record, content: .failure(error))
        }
    }

    private func route(_ call: StubCall, _ record: inout RequestRecord) throws(APIFailure) -> PreparedCall.Content {
        if call.path == "/", call.method == "GET" || call.method == "HEAD" { return .json(["status": "ok"]) }
        try Self.admit(call, &record)
        switch (call.method, call.path) {
        case ("POST", "/v1/messages"):
            return .draft(try model.draft(for: Self.request(call, &record)))
        case ("POST", "/v1/messages/count_tokens"):
            return .json(["input_tokens": .number(JSONNumber(try Self.request(call, &record).inputTokens))])
        case ("GET", "/v1/models"):
            return .json(ModelCatalog.list)
        case ("GET", let path) where path.hasPrefix("/v1/models/"):
            return .json(try ModelCatalog.model(String(path.dropFirst("/v1/models/".count))))
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
