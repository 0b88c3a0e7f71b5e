import Testing

@testable import ModelStub

@Suite struct FaultReaderTests {
    private func fault(_ text: String) throws -> Fault {
        let directives = try DirectiveReader.directives(in: DirectiveScanner(text))
        guard case .fault(let fault)? = directives.first else { throw Missing() }
        return fault
    }

    private struct Missing: Error {}

    @Test(arguments: [
        (400, "invalid_request_error"), (401, "authentication_error"), (402, "billing_error"), (403, "permission_error"),
        (404, "not_found_error"), (413, "request_too_large"), (418, "invalid_request_error"), (429, "rate_limit_error"),
        (500, "api_error"), (503, "api_error"), (504, "timeout_error"), (529, "overloaded_error"),
    ])
    func statusHasItsType(status: Int, type: String) throws {
        let fault = try fault("[[error:\(status)]]")
        #expect(fault.kind == .failure(APIFailure(status: status)))
        #expect(APIFailure(status: status).type == type)
        #expect(fault.times == nil)
    }

    @Test func badKeyIsSaidInTheAPIsWords() {
        #expect(APIFailure(status: 401).message == "invalid x-api-key")
    }

    @Test func timesRetryAfterAndMessageAreTaken() throws {
        let fault = try fault("[[error:429 x2 retry-after=3 Slow down, please]]")
        #expect(fault.times == 2)
        #expect(fault.kind == .failure(APIFailure(status: 429, message: "Slow down, please", retryAfter: 3)))
    }

    @Test func wordsThatOnlyLookLikeACountAreTheMessage() throws {
        let fault = try fault("[[error:400 xylophones are not supported]]")
        #expect(fault.times == nil)
        #expect(fault.kind == .failure(APIFailure(status: 400, message: "xylophones are not supported")))
    }

    @Test(arguments: [
        ("[[drop]]", Fault.Kind.drop, nil as Int?), ("[[drop:x2]]", .drop, 2), ("[[drop-mid:x1]]", .dropMidway, 1),
        ("[[sse-error:overloaded_error]]", .streamError(type: "overloaded_error"), nil),
        ("[[sse-error:api_error x3]]", .streamError(type: "api_error"), 3),
    ])
    func brokenConnectionsAreRead(text: String, kind: Fault.Kind, times: Int?) throws {
        #expect(try fault(text) == Fault(kind: kind, times: times, source: text))
    }
}
