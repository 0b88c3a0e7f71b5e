import Domain
import HTTP
import JSON
import Testing

@testable import AgentServer

@Suite struct SessionRequestTests {
    @Test func aListHasAnOrderAndALimit() throws {
        #expect(try SessionRequest.list(QueryItems()) == .list(limit: 1000, order: .activity))
        #expect(try SessionRequest.list(QueryItems("limit=5&order=name")) == .list(limit: 5, order: .name))
    }

    @Test(arguments: [QueryItems("limit=0"), QueryItems("limit=100001"), QueryItems("limit=x"), QueryItems("order=size")])
    func aListOfAnotherFormIsRefused(query: QueryItems) {
        #expect(throws: SessionRefusal.self) { try SessionRequest.list(query) }
    }

    @Test func whatIsSentIsWhatIsRead() throws {
        let bounds = SessionRequest.Bounds(age: 60, byteLimit: 1 << 40)
        for isDry in [true, false] {
            let request = SessionRequest.prune(bounds, isDry: isDry)
            #expect(try SessionRequest.prune(try #require(request.wire.body)) == request)
        }
        let onlyAge = SessionRequest.prune(SessionRequest.Bounds(age: 0), isDry: false)
        #expect(try SessionRequest.prune(try #require(onlyAge.wire.body)) == onlyAge)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"older_than_seconds":-1}"#, #"{"keep_bytes":"1"}"#, #"{"keep_bytes":1.5}"#, #"{"older_than_seconds":null}"#,
    ])
    func pruningWithoutAnySenseIsRefused(body: String) {
        #expect(throws: SessionRefusal.self) { try SessionRequest.prune(Array(body.utf8)) }
    }

    @Test func aRefusalIsTheSameOnTheOtherSide() {
        for code in SessionRefusal.Code.allCases {
            let refusal = SessionRefusal(code, "words")
            #expect(SessionRefusal(refusal.status, "words") == refusal)
        }
    }
}
