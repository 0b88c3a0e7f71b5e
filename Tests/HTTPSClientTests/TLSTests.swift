import EventLoop
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import HTTPSClient

/// Certificates are checked, always: a key goes to nobody who cannot show the right one.
@Suite(.timeLimit(.minutes(1))) struct TLSTests {
    private static let names = "DNS:localhost,IP:127.0.0.1,DNS:model.test"

    /// What a POST with a key gives: the body, or the error.
    private func post(
        _ url: String,
        _ group: EventLoopGroup,
        _ change: (inout HTTPSClientConfiguration) -> Void
    ) async throws -> Result<String, HTTPSError> {
        var configuration = HTTPSClientConfiguration()
        change(&configuration)
        let server = try #require(ServerURL(url))
        let client = HTTPSClient(group: group, configuration: configuration)
        let request = HTTPSRequest(.post, "/x", of: server, fields: [("x-api-key", "secret")], body: Array("{}".utf8))
        let result: Result<String, HTTPSError>
        do {
            let body = try await client.withResponse(to: request) { try await $0.body.collect(upTo: 1000) }
            result = .success(String(decoding: body, as: UTF8.self))
        } catch let error as HTTPSError { result = .failure(error) }
        await client.close()
        return result
    }

    private func failure(_ result: Result<String, HTTPSError>) -> HTTPSError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test func aServerOfATrustedAuthorityIsTalkedTo() async throws {
        try await TLSServer.run { tls, group in
            try await tls.makeCertificate("good", for: Self.names)
            try await tls.serve("good") { port in
                for host in ["localhost", "127.0.0.1"] {
                    let result = try await post("https://\(host):\(port)", group) { $0.trust = TrustStore(file: tls.path("authority.pem")) }
                    #expect(try result.get() == "ok secret")
                }
            }
        }
    }

    @Test func anUnknownAuthorityIsRefused() async throws {
        try await TLSServer.run { tls, group in
            try await tls.makeCertificate("good", for: Self.names)
            try await tls.makeAuthority("other")
            try await tls.serve("good") { port in
                for trust in [TrustStore(), TrustStore(file: tls.path("other.pem")), TrustStore(folder: tls.folder)] {
                    let error = failure(try await post("https://localhost:\(port)", group) { $0.trust = trust })
                    #expect(
                        error?.code == .untrusted && error?.message.contains("https://localhost:\(port)") == true,
                        "\(String(describing: error))"
                    )
                }
                let missing = failure(try await post("https://localhost:\(port)", group) { $0.trust = TrustStore(file: "/nowhere.pem") })
                #expect(missing?.code == .untrusted && missing?.message.contains("/nowhere.pem") == true, "\(String(describing: missing))")
            }
        }
    }

    @Test(arguments: [("DNS:elsewhere.example", 2), (names, -1)])
    func anotherHostsAndAnExpiredCertificateAreRefused(names: String, days: Int) async throws {
        try await TLSServer.run { tls, group in
            try await tls.makeCertificate("bad", for: names, days: days)
            try await tls.serve("bad") { port in
                let error = failure(
                    try await post("https://localhost:\(port)", group) { $0.trust = TrustStore(file: tls.path("authority.pem")) }
                )
                #expect(error?.code == .untrusted, "\(String(describing: error))")
            }
        }
    }

    @Test func anOperatorsProxyIsPassedByATunnelAndSeesNoKey() async throws {
        let heads = Mutex<[String]>([])
        try await TLSServer.run { tls, group in
            try await tls.makeCertificate("good", for: Self.names)
            try await tls.serve("good") { port in
                try await RawServer.run(on: group, serve: { try await tunnel($0, to: port, heads, group.loops[0]) }) { address in
                    let settings = ProxySettings(environment: ["HTTPS_PROXY": "http://user:word@\(address)"])
                    let result = try await post("https://model.test:\(port)", group) {
                        $0.trust = TrustStore(file: tls.path("authority.pem"))
                        $0.proxies = settings
                    }
                    let body = try result.get()
                    #expect(body == "ok secret")
                    let head = heads.withLock { $0.joined() }
                    #expect(head.hasPrefix("CONNECT model.test:\(port) HTTP/1.1\r\n") && head.contains("Proxy-Authorization: Basic "))
                    #expect(!head.contains("secret"))
                    let exceptions = ProxySettings(environment: ["HTTPS_PROXY": "http://\(address)", "NO_PROXY": "other,model.test"])
                    let direct = failure(try await post("https://model.test:\(port)", group) { $0.proxies = exceptions })
                    #expect(direct?.code == .unresolved)
                }
            }
        }
    }

    private func tunnel(_ stream: ByteStream, to port: Int, _ heads: borrowing Mutex<[String]>, _ loop: EventLoop) async throws {
        let head = try await stream.readRequest()
        heads.withLock { $0.append(head) }
        let server = try await ByteStream.connect(to: .ipv4(host: "127.0.0.1", port: port), on: loop)
        defer { server.close() }
        try await stream.write("HTTP/1.1 200 Go on\r\nset-cookie: none of ours\r\n\r\n")
        try await withThrowingTaskGroup { tasks in
            for (from, to) in [(stream, server), (server, stream)] {
                tasks.addTask(executorPreference: loop) { while let bytes = try await from.read() { try await to.write(bytes) } }
            }
            try await tasks.next()
            tasks.cancelAll()
        }
    }
}
