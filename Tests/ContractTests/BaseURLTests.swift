import ContractSuite
import Testing

@Suite struct BaseURLTests {
    @Test(arguments: [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"), ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://localhost:80", "http://127.0.0.1:80"), ("http://[::1]:8000", "http://[::1]:8000"),
    ]) func anAddressWithAPortIsTaken(text: String, url: String) throws {
        #expect(try BaseURL(text).description == url)
    }

    @Test(arguments: [
        "", "127.0.0.1:8000", "https://127.0.0.1:8000", "http://127.0.0.1", "http://127.0.0.1:", "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://127.0.0.1:8000/path", "http://example.com:80", "http://:8000", "http://127.0.0.1:8000x", "http://user@127.0.0.1:8000",
    ]) func allElseIsRefused(text: String) {
        #expect { try BaseURL(text) } throws: { ($0 as? ContractError)?.code == .usage }
    }
}
