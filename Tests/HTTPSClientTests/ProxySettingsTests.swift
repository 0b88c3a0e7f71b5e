import Testing

@testable import HTTPSClient

@Suite struct ProxySettingsTests {
    private static let all = ["HTTPS_PROXY": "http://s", "HTTP_PROXY": "http://cgi", "http_proxy": "http://p", "no_proxy": "a,b"]

    @Test func eachSchemeHasItsProxy() throws {
        let secure: ServerURL = try #require(ServerURL("https://example.com"))
        let plain: ServerURL = try #require(ServerURL("http://example.com"))
        let settings = ProxySettings(environment: Self.all)
        #expect(settings.proxy(for: secure) == "http://s")
        #expect(settings.proxy(for: plain) == "http://p")
        #expect(settings.exceptions == "a,b")
        #expect(ProxySettings(environment: ["HTTP_PROXY": "http://cgi"]).proxy(for: plain) == "")
        #expect(ProxySettings(environment: ["ALL_PROXY": "http://a"]).proxy(for: secure) == "http://a")
        #expect(ProxySettings().proxy(for: secure) == "")
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) func thisMachineIsReachedDirectly(host: String) throws {
        let server: ServerURL = try #require(ServerURL("https://\(host):1"))
        #expect(ProxySettings(environment: Self.all).proxy(for: server) == "")
    }

    @Test(arguments: ["127.0.0.1.example.com", "127.example", "128.0.0.1", "localhost.example"])
    func whatOnlyLooksLikeItIsNot(host: String) throws {
        let server: ServerURL = try #require(ServerURL("https://\(host):1"))
        #expect(ProxySettings(environment: Self.all).proxy(for: server) == "http://s")
    }

    @Test func trustIsReadFromTheCustomaryVariables() {
        let trust = TrustStore(environment: ["SSL_CERT_FILE": "/a", "SSL_CERT_DIR": ""])
        #expect(trust == TrustStore(file: "/a", folder: nil) && TrustStore(environment: [:]) == TrustStore())
    }
}
