import HTTP
import Testing

@testable import Egress

@Suite struct ForwardedFieldsTests {
    private func fields(_ list: [(String, String)]) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in list { fields.append(name, value) }
        return fields
    }

    @Test(arguments: [
        "X-Api-Key", "Authorization", "Proxy-Authorization", "Cookie", "cookie2", "X-Auth-Token", "api-key", "x-goog-api-key",
        "X-Amz-Security-Token",
        "x-amz-date", "x-access-token", "X-Secret", "x-session-key", "Proxy-Foo", "Set-Cookie", "x-Password", "X-Forwarded-For",
        "Forwarded", "Via",
        "Origin", "Referer", "Sec-Fetch-Mode", "Host", "Content-Length", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Connection",
        "Keep-Alive",
        "Expect", "Accept-Encoding", "X-Named",
    ])
    func nothingOfTheCallersThatMayBeACredentialOrBelongsToItsConnectionGoesOn(name: String) {
        let sent = ForwardedFields.request(fields([("connection", "close, X-Named"), (name, "theirs")]), credential: .apiKey("real"))
        #expect(!sent.contains { $0.1 == "theirs" }, "\(sent)")
        #expect(sent.map(\.0) == ["accept-encoding", "x-api-key"] && sent.map(\.1) == ["identity", "real"])
    }

    @Test(arguments: [
        "anthropic-version", "anthropic-beta", "content-type", "accept", "User-Agent", "x-app", "x-stainless-retry-count",
        "x-claude-code-session-id",
        "traceparent",
    ])
    func theRestGoesOnAsItIs(name: String) {
        let sent = ForwardedFields.request(fields([(name, "a, b")]), credential: .bearer("real"))
        #expect(sent.first.map { $0 == (name, "a, b") } == true)
        #expect(sent.last.map { $0 == ("authorization", "Bearer real") } == true)
    }

    @Test func answersLoseWhatBelongsToTheConnectionAndWhatNoAgentNeeds() {
        let list = [
            ("content-type", "text/event-stream"), ("request-id", "r"), ("Set-Cookie", "c"), ("Connection", "keep-alive, x-hop"),
            ("x-hop", "1"),
            ("Transfer-Encoding", "chunked"), ("Content-Length", "5"), ("Access-Control-Allow-Origin", "*"), ("Date", "d"),
            ("Alt-Svc", "h3"),
            ("retry-after", "3"), ("x-should-retry", "true"),
        ]
        #expect(ForwardedFields.answer(fields(list)).map(\.0) == ["content-type", "request-id", "retry-after", "x-should-retry"])
    }

    @Test func theKeyIsFoundInEitherFieldAndNowhereElse() {
        let key = "sk-ant-roost-1"
        #expect(PresentedKey.text(in: fields([("X-Api-Key", key)])) == key)
        #expect(PresentedKey.text(in: fields([("authorization", "bearer  \(key)")])) == key)
        #expect(PresentedKey.text(in: fields([("authorization", "Bearer \(key)"), ("x-api-key", key)])) == key)
        let refused = [
            [], [("x-api-key", "")], [("x-api-key", "sk-ant-api03-1")], [("authorization", key)], [("authorization", "Basic \(key)")],
            [("x-api-key", key), ("x-api-key", "sk-ant-roost-2")], [("x-api-key", key), ("authorization", "Bearer sk-ant-roost-2")],
            [("x-api-key", key), ("authorization", "Basic x")], [("cookie", key)],
        ]
        for list in refused { #expect(PresentedKey.text(in: fields(list)) == nil, "\(list)") }
    }
}
