import Testing

@testable import HTTPSClient

@Suite struct ServerURLTests {
    @Test(arguments: [
        ("https://api.anthropic.com", "https://api.anthropic.com"), ("HTTPS://API.Anthropic.com/", "https://api.anthropic.com"),
        ("http://127.0.0.1:8080/a/b/", "http://127.0.0.1:8080/a/b"), ("http://[::1]:1/x", "http://[::1]:1/x"),
    ])
    func aServerIsReadFromItsURL(text: String, normal: String) throws {
        #expect(try #require(ServerURL(text)).description == normal)
    }

    @Test(arguments: [
        "", "api.anthropic.com", "ftp://a", "http://", "http:///x", "https://u:p@a", "https://a?x", "https://a#x", "https://a:0",
        "https://a:65536",
        "https://a:x", "https://[::1", "https://a b", "https://a\\b",
    ])
    func whatIsNoPlainServerIsRefused(text: String) { #expect(ServerURL(text) == nil) }
}
