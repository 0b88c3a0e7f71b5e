import Testing

@testable import HTTPSClient

@Suite struct ProxySettingsTests {
    private static let all = ["HTTPS_PROXY": "http://s", "HTTP_PROXY": "http://cgi", "http_proxy": "http://p", "no_proxy": "a,b"]

    @Test func eachSchemeHasItsProxy() {
        let settings = ProxySettings(environment: Self.all)
        #expect(settings.proxy(isSecure: true, host: "example.com") == "http://s")
        #expect(settings.proxy(isSecure: false, host: "example.com") == "http://p")
        #expect(settings.exceptions == "a,b")
        #expect(ProxySettings(environment: ["HTTP_PROXY": "http://cgi"]).proxy(isSecure: false, host: "example.com") == "")
        #expect(ProxySettings(environment: ["ALL_PROXY": "http://a"]).proxy(isSecure: true, host: "example.com") == "http://a")
        #expect(ProxySettings().proxy(isSecure: true, host: "example.com") == "")
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) func thisMachineIsReachedDirectly(host: String) {
        #expect(ProxySettings(environment: Self.all).proxy(isSecure: true, host: host) == "")
    }

    @Test(arguments: ["127.0.0.1.example.com", "127.example", "128.0.0.1", "localhost.example"]) func whatOnlyLooksLikeItIsNot(host: String)
    {
        #expect(ProxySettings(environment: Self.all).proxy(isSecure: true, host: host) == "http://s")
    }

    @Test func trustIsReadFromTheCustomaryVariables() {
        let trust = TrustStore(environment: ["SSL_CERT_FILE": "/a", "SSL_CERT_DIR": ""])
        #expect(trust == TrustStore(file: "/a", folder: nil) && TrustStore(environment: [:]) == TrustStore())
    }
}
