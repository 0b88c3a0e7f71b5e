import ClaudeAgent
import Testing

@testable import AgentServer

@Suite struct BearerTokenTests {
    private let token = BearerToken(Secret("s3cret-token"))

    @Test func theWholeValueIsAccepted() { #expect(token.accepts("Bearer s3cret-token")) }

    @Test(
        arguments: [
            nil, "", "Bearer", "Bearer ", "s3cret-token", "bearer s3cret-token", "BEARER s3cret-token", "Bearer  s3cret-token",
            " Bearer s3cret-token", "Bearer s3cret-token ", "Bearer s3cret-toke", "Bearer s3cret-tokens", "Bearer s3cret-tokeN",
            "Basic s3cret-token",
            "Bearer s3cret-tokenBearer s3cret-token", "Bearer s3cret-token\0", "Bearer t3cret-token",
        ] as [String?]
    ) func anythingElseIsRefused(header: String?) {
        #expect(!token.accepts(header))
    }

    @Test func anEmptyTokenLetsNobodyIn() {
        let token = BearerToken(Secret(""))
        #expect(!token.accepts(nil) && !token.accepts("") && !token.accepts("Bearer"))
    }

    @Test func bytesBeyondASCIICount() {
        let token = BearerToken(Secret("schlüssel"))
        #expect(token.accepts("Bearer schlüssel") && !token.accepts("Bearer schlussel") && !token.accepts("Bearer schlu\u{308}ssel"))
    }
}
