import Testing

@testable import HTTP

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/", "/", ""), ("/a/b?c=d?e", "/a/b", "c=d?e"), ("/a?", "/a", ""), ("//a", "//a", ""),
        ("http://h", "/", ""), ("http://h?q", "/", "q"), ("HTTPS://h:1/a?q", "/a", "q"), ("http://h/http://i", "/http://i", ""),
    ])
    func pathAndQueryAreFound(text: String, path: String, query: String) throws {
        let target = try #require(RequestTarget(text, method: .get))
        #expect(target.path == path)
        #expect(target.query == query)
        #expect(target.text == text)
    }

    @Test(arguments: ["", "a", "*", "http:/a", "http://", "http:///a", "http://?q", "ftp://h/", "h:80"])
    func otherFormsAreRefused(text: String) { #expect(RequestTarget(text, method: .get) == nil) }

    @Test func asteriskIsForOptionsOnly() { #expect(RequestTarget("*", method: .options)?.path == "*") }
}
