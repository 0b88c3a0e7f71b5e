import EventLoop
import Testing

@testable import Command

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("9000", SocketAddress.ipv4(host: "10.0.0.1", port: 9000)), ("127.0.0.1:1", .ipv4(host: "127.0.0.1", port: 1)),
        ("localhost:0", .ipv4(host: "127.0.0.1", port: 0)), ("0.0.0.0:65535", .ipv4(host: "0.0.0.0", port: 65_535)),
        ("[::1]:80", .ipv6(host: "::1", port: 80)), ("unix:/run/a.sock", .unix(path: "/run/a.sock")),
        ("/run/a.sock", .unix(path: "/run/a.sock")),
    ])
    func addressIsRead(text: String, expected: SocketAddress) {
        #expect(ListenAddress.parse(text, host: "10.0.0.1") == expected)
    }

    @Test(arguments: [
        "", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:8o", "example.org:80", "::1:80", "[::1]",
        "[127.0.0.1]:80",
        "unix:", "unix:relative", "unix:/\(String(repeating: "a", count: 107))", "256.1.1.1:80",
    ])
    func anythingElseIsNot(text: String) {
        #expect(ListenAddress.parse(text, host: "127.0.0.1") == nil)
    }
}
