internal import HTTP
internal import JSON

/// What a request must be like.
struct RequestRules {
    let configuration: BrokenServer.Configuration

    private var fault: Fault? { configuration.fault }

    func checkToken(_ values: [String]) throws {
        guard let token = configuration.token else { return }
        if values.isEmpty, fault == .missingTokenPasses { return }
        guard passes(values.first ?? "", token) else { throw Refusal.detail(.unauthorized, "missing or invalid token") }
    }

    private func passes(_ value: String, _ token: String) -> Bool {
        switch fault {
        case .tokenPrefixPasses: "Bearer \(token)".hasPrefix(value) && value.count > 8
        case .schemeIgnoresCase: value.lowercased() == "bearer \(token)".lowercased()
        default: value == "Bearer \(token)"
        }
    }

    func body(of request: HTTPRequest) async throws -> [UInt8] {
        let cap = 262_144 + (fault == .capIsHigher ? 1 : fault == .capIsLower ? -1 : 0)
        let isUncapped = request.contentLength == nil && fault == .chunksAreUncapped
        let tooLarge = Refusal.detail(.contentTooLarge, "request body too large")
        if let length = request.contentLength, length > UInt64(cap) { throw tooLarge }
        do {
            return try await request.body.collect(upTo: isUncapped ? 2 * cap : cap)
        } catch let error as HTTPError where error.code == .bodyTooLarge {
            throw tooLarge
        }
    }

    func prompt(in body: [UInt8]) throws -> String {
        if fault == .brokenTextIs500, String(validating: body, as: UTF8.self) == nil {
            throw Refusal.detail(.internalServerError, "internal error")
        }
        let member = (try? JSONValue(parsing: body))?["prompt"]
        if fault == .acceptsNumbers, let number = member?.int { return "\(number)" }
        guard let prompt = member?.string else { throw Refusal.validation(vague: fault == .vagueValidation) }
        return prompt
    }

    func checkID(_ session: String) throws {
        let id = fault == .acceptsTrailingNewline && session.hasSuffix("\n") ? String(session.dropLast()) : session
        let longest = fault == .refusesSixtyFour ? 63 : 64
        let isValid = (1...longest).contains(id.utf8.count) && id.utf8.allSatisfy(Self.isInside) && id.utf8.first.map(Self.isFirst) == true
        guard isValid else { throw Refusal.detail(.badRequest, fault == .vagueBadID ? "bad id" : "invalid session_id") }
    }

    private static func isFirst(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static func isInside(_ byte: UInt8) -> Bool { isFirst(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") }
}
