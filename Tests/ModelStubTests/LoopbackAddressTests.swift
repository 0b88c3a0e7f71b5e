import ModelStub
import Testing

@Suite struct LoopbackAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8787", LoopbackAddress.tcp(host: "127.0.0.1", port: 8787)),
        ("127.255.3.4:1", .tcp(host: "127.255.3.4", port: 1)),
        ("localhost:0", .tcp(host: "127.0.0.1", port: 0)),
        ("LOCALHOST:65535", .tcp(host: "127.0.0.1", port: 65_535)),
        ("[::1]:80", .tcp(host: "::1", port: 80)),
        ("[0:0:0:0:0:0:0:1]:80", .tcp(host: "::1", port: 80)),
        ("unix:/tmp/model.sock", .unix(path: "/tmp/model.sock")),
        ("/tmp/model.sock", .unix(path: "/tmp/model.sock")),
    ])
    func loopbackIsTaken(text: String, address: LoopbackAddress) throws {
        #expect(try LoopbackAddress(text) == address)
    }

    @Test(arguments: [
        "0.0.0.0:80", "192.168.1.4:80", "128.0.0.1:80", "[::]:80", "example.com:80", "localhost.example.com:80", ":80", "*:80",
        "[::ffff:127.0.0.1]:80", "127.1:80", "127.0.0.01:80", "0127.0.0.1:80", "127.0.0.256:80", "2130706433:80", "::1:80",
    ])
    func anythingElseIsRefusedByName(text: String) {
        let error = #expect(throws: ModelStubError.self) { try LoopbackAddress(text) }
        #expect(error?.code == .address)
        #expect(error?.message.contains("Refused to listen on \"\(text)\"") == true)
    }

    @Test(arguments: ["", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x", "127.0.0.1:080"])
    func addressWithoutAPlainPortIsUnreadable(text: String) {
        let error = #expect(throws: ModelStubError.self) { try LoopbackAddress(text) }
        #expect(error?.message.contains("Cannot read the listen address") == true)
    }

    @Test(arguments: ["unix:", "unix:relative.sock", "unix:/" + String(repeating: "a", count: 107)])
    func socketPathMustBeAbsoluteAndFit(text: String) {
        let error = #expect(throws: ModelStubError.self) { try LoopbackAddress(text) }
        #expect(error?.message.contains("absolute path") == true)
    }
}
