import Domain
import Testing

@testable import Egress

@Suite struct PlaceholderTests {
    @Test func keysLookLikeKeysAndDiffer() {
        var randomness = SystemRandomNumberGenerator()
        let keys = (0..<100).map { _ in Placeholder(using: &randomness).text }
        #expect(Set(keys).count == 100)
        #expect(keys.allSatisfy { $0.utf8.count == 13 + 64 && $0.hasPrefix("sk-ant-roost-") })
    }

    @Test func secretsAreNotPrinted() {
        var randomness = SystemRandomNumberGenerator()
        let key = Placeholder(using: &randomness)
        let credential = UpstreamCredential.apiKey("sk-secret")
        for text in ["\(key)", String(reflecting: key), "\(credential)", String(reflecting: credential)] {
            #expect(!text.contains("sk-"))
        }
        var dumped = ""
        dump(key, to: &dumped)
        dump(credential, to: &dumped)
        #expect(!dumped.contains("sk-"))
        let hash = "\(KeyHash(of: key.text))"
        #expect(!hash.contains(key.text))
    }

    @Test(arguments: [("", false), ("a b", false), ("a\r\nb", false), ("ä", false), ("sk-ant", true)])
    func aCredentialThatNoFieldCanCarryIsUnusable(text: String, isUsable: Bool) {
        #expect(UpstreamCredential.apiKey(text).isUsable == isUsable && UpstreamCredential.bearer(text).isUsable == isUsable)
    }
}
