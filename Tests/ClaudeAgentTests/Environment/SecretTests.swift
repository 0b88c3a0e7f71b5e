import ClaudeAgent
import Testing

@Suite struct SecretTests {
    @Test func noWayOfPrintingShowsIt() {
        let secret = Secret("canary")
        var dumped = ""
        dump(secret, to: &dumped)
        let nested = [Credential.apiKey(secret)]
        for text in ["\(secret)", String(describing: secret), String(reflecting: secret), dumped, "\(nested)", String(reflecting: nested)] {
            #expect(!text.contains("canary"))
        }
        #expect(secret.reveal() == "canary")
    }
}
