import Testing

@testable import HTTPSClient

@Suite struct ProxySettingsTests {
    private static let all = ["HTTPS_PROXY": "http://s", "HTTP_PROXY": "http://cgi", "http_proxy": "http://p", "no_proxy": "a,b"]

    @Test func eachSchemeHasItsProxy() throws {
        let secure: ServerURL = try #require(ServerURL("https://example.com"))
        let plain: ServerURL = try #require(ServerURL("http://example.com"))
        let settings = ProxySettings(environment: Self.all)
        #expect(try settings.proxy(for: secure).text == "http://s")
        #expect(try settings.proxy(for: plain).text == "http://p")
        #expect(settings.exceptions == "a,b")
        #expect(try ProxySettings(environment: ["HTTP_PROXY": "http://cgi"]).proxy(for: plain).text == "")
        #expect(try ProxySettings(environment: ["ALL_PROXY": "http://a"]).proxy(for: secure).text == "http://a")
        #expect(try ProxySettings().proxy(for: secure).text == "")
    }

    @Test(arguments: ["localhost", "127.0.0.1", "127.1.2.3", "[::1]"]) func thisMachineIsReachedDirectly(host: String) throws {
        let server: ServerURL = try #require(ServerURL("https://\(host):1"))
        #expect(try ProxySettings(environment: Self.all).proxy(for: server).text == "")
    }

    @Test(arguments: ["127.0.0.1.example.com", "127.example", "128.0.0.1", "localhost.example"])
    func whatOnlyLooksLikeItIsNot(host: String) throws {
        let server: ServerURL = try #require(ServerURL("https://\(host):1"))
        #expect(try ProxySettings(environment: Self.all).proxy(for: server).text == "http://s")
    }

    @Test func trustIsReadFromTheCustomaryVariables() {
        let trust = TrustStore(environment: ["SSL_CERT_FILE": "/a", "SSL_CERT_DIR": ""])
        #expect(trust == TrustStore(file: "/a", folder: nil) && TrustStore(environment: [:]) == TrustStore())
    }

    @Test(arguments: [
        "host", "host:3128", "http://host", "http://host:1/", "https://u:p@host", "socks5h://[::1]:1080", "u@10.0.0.1:8080",
        "http://u:p%23ss@a-b.c_d:3128",
    ])
    func addressesOfProxiesAreTaken(text: String) throws {
        let server: ServerURL = try #require(ServerURL("https://example.com"))
        #expect(try ProxySettings(environment: ["HTTPS_PROXY": text]).proxy(for: server).text == text)
    }

    @Test(arguments: [
        "http://user:pa#ss@host:3128", "http://user:pa/ss@host", "http://user:pa?ss@host", "http://user:p@ss@host", "http://user:pass@",
        "ftp://user:pass@host", "http://user:pass@host:0", "http://user:pass@host:x", "http://user:pass@host/path",
        "http://user:pa ss@host",
        "user:pass://host", "http://user:pass@host:3128:1", "http://user:pass@[::1",
    ])
    func whatIsNoAddressIsRefusedWithoutBeingTold(text: String) throws {
        let server: ServerURL = try #require(ServerURL("https://example.com"))
        let error = #expect(throws: HTTPSError.self) {
            _ = try ProxySettings(environment: ["https_proxy": text]).proxy(for: server)
        }
        let message = try #require(error).message
        #expect(error?.code == .unavailable && message.contains("https_proxy"))
        #expect(!message.contains("pa#ss") && !message.contains("pass@h") && !message.contains(text))
    }

    @Test func wordsThatMayHoldAPasswordAreKnown() {
        let proxy = ProxyAddress(text: "http://user:word@host:1", variable: "HTTPS_PROXY")
        #expect(proxy.isTold(by: "Unsupported proxy syntax in 'http://user:word@host:1'") && proxy.isTold(by: "bad word"))
        #expect(!proxy.isTold(by: "Could not resolve proxy: host"))
        #expect(!ProxyAddress(text: "http://host:1", variable: "HTTPS_PROXY").isTold(by: "mail@example.com"))
    }
}
