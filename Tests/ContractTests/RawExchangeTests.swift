import HTTP
import Testing

@testable import ContractSuite

@Suite struct RawExchangeTests {
    private static let answer = "HTTP/1.1 413 Content Too Large\r\nContent-Type:  application/json\r\ncontent-length: 2\r\n\r\n{}rest"

    @Test func headAndDeclaredBodyAreTaken() throws {
        let answer = try #require(RawExchange.parse(Array(Self.answer.utf8)))
        #expect(answer.status == 413)
        #expect(answer.fields["content-type"] == "application/json")
        #expect(answer.body == Array("{}".utf8))
    }

    @Test func lessThanADeclaredBodyIsNoAnswerYet() {
        let bytes = Array(Self.answer.utf8)
        for count in 0..<bytes.count - 4 {
            #expect(RawExchange.parse(Array(bytes[..<count])) == nil)
        }
    }

    @Test(arguments: ["", "\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 abc\r\n\r\n"]) func otherBytesAreNoAnswer(
        text: String
    ) {
        #expect(RawExchange.parse(Array(text.utf8)) == nil)
    }
}
