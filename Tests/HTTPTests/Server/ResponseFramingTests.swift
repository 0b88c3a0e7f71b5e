import Testing

@testable import HTTP

@Suite struct ResponseFramingTests {
    @Test(arguments: [
        (200, HTTPMethod.get, ResponseFraming(length: .declared, sendsBody: true)),
        (200, .head, .init(length: .declared, sendsBody: false)),
        (204, .get, .init(length: .none, sendsBody: false)), (304, .head, .init(length: .none, sendsBody: false)),
        (404, .post, .init(length: .declared, sendsBody: true)),
    ])
    func wholeAnswers(_ status: Int, _ method: HTTPMethod, _ framing: ResponseFraming) {
        #expect(ResponseFraming.whole(HTTPStatus(status), for: method) == framing)
    }

    @Test(arguments: [
        (200, HTTPMethod.get, 1, ResponseFraming(length: .chunked, sendsBody: true)),
        (200, .get, 0, .init(length: .untilClose, sendsBody: true)),
        (200, .head, 1, .init(length: .chunked, sendsBody: false)), (204, .get, 1, .init(length: .none, sendsBody: false)),
        (304, .get, 0, .init(length: .none, sendsBody: false)),
    ])
    func streamedAnswers(_ status: Int, _ method: HTTPMethod, _ minorVersion: Int, _ framing: ResponseFraming) {
        #expect(ResponseFraming.streamed(HTTPStatus(status), for: method, minorVersion: minorVersion) == framing)
    }
}
