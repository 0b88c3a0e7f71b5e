import EventLoop
import HTTP
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

@Suite struct AdminServiceTests {
    /// A running admin address, and what a test may do to it.
    private struct Admin: Sendable {
        let client: HTTPClient

        func ask(
            _ target: String,
            _ fields: [(String, String)] = [],
            method: HTTPMethod = .get
        ) async throws -> (Int, String, HTTPFields) {
            let answer = try await client.send(method, target, fields: fields, headDeadline: .seconds(10))
            defer { answer.close() }
            let body = try await answer.body.collect(upTo: 1 << 20)
            return (answer.status.code, String(decoding: body, as: UTF8.self), answer.fields)
        }
    }

    private func run(
        _ checks: [Readiness.Check] = [],
        _ registry: MetricRegistry = MetricRegistry(prefix: "test_"),
        _ body: @escaping @Sendable (Admin) async throws -> Void
    ) async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let loop = group.loops[0]
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: loop)
            let browsers = BrowserGuard(listening: [listener.address], allowedHosts: [], allowedOrigins: [])
            let readiness = Readiness(checks)
            let service = AdminService(readiness: readiness, metrics: registry, browsers: browsers)
            let server = HTTPServer(group: group) { request, response in try await service.handle(request, response) }
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await server.run([listener]) }
                tasks.addTask { try await readiness.run(on: loop) }
                defer { tasks.cancelAll() }
                do { try await body(Admin(client: HTTPClient(address: listener.address, loop: loop))) } catch {
                    await listener.close()
                    throw error
                }
                await listener.close()
                server.abortConnections()
            }
        }
    }

    @Test func itLivesWhateverItsChecksSay() async throws {
        try await run([.instant("disk") { "gone" }]) { admin in
            let (status, text, fields) = try await admin.ask("/livez")
            #expect(status == 200 && text == "ok\n" && fields["cache-control"] == "no-store")
            #expect(try await admin.ask("/readyz").0 == 503)
        }
    }

    @Test func readinessFollowsItsChecks() async throws {
        let isAccepting = Shared(true)
        try await run([.instant("accepting") { isAccepting.value ? nil : "stopping" }]) { admin in
            let (status, text, _) = try await admin.ask("/readyz")
            #expect(status == 200 && text == "ok\n")
            #expect(try await admin.ask("/readyz?verbose").1 == "[+]accepting ok\nreadyz check passed\n")
            isAccepting.change { $0 = false }
            let (later, lines, _) = try await admin.ask("/readyz")
            #expect(later == 503 && lines == "[-]accepting failed: stopping\nreadyz check failed\n")
            #expect(try await admin.ask("/readyz?exclude=accepting").0 == 200)
        }
    }

    @Test func aRepeatedCheckIsAskedAgain() async throws {
        let failure = Shared<String?>("no journal")
        let check = Readiness.Check.repeated("journal", every: .milliseconds(5)) { failure.value }
        try await run([check]) { admin in
            let isTold = try await eventually { try await admin.ask("/readyz").1.contains("[-]journal failed: no journal") }
            #expect(isTold)
            failure.change { $0 = nil }
            let isReady = try await eventually { try await admin.ask("/readyz").0 == 200 }
            #expect(isReady)
        }
    }

    @Test func questionsDoNotMultiplyChecks() async throws {
        let count = Shared(0)
        let check = Readiness.Check.repeated("disk", every: .seconds(60)) {
            count.change { $0 += 1 }
            return nil
        }
        try await run([check]) { admin in
            let isReady = try await eventually { try await admin.ask("/readyz").0 == 200 }
            for _ in 0..<20 { _ = try await admin.ask("/readyz") }
            #expect(isReady && count.value == 1)
        }
    }

    @Test func aCheckThatHangsHoldsUpNobody() async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let hanging = Readiness.Check.repeated("disk", every: .milliseconds(1), within: .milliseconds(50)) {
            for await _ in gate {}
            return nil
        }
        try await run([hanging, .repeated("cli", every: .milliseconds(5)) { nil }]) { admin in
            let isTold = try await eventually {
                let text = try await admin.ask("/readyz").1
                return text.contains("[-]disk failed: no answer within") && text.contains("[+]cli ok")
            }
            opening.finish()
            let isReady = try await eventually { try await admin.ask("/readyz").0 == 200 }
            #expect(isTold && isReady)
        }
    }

    @Test func metricsAreInTheFormatOfPrometheus() async throws {
        let registry = MetricRegistry(prefix: "test_")
        registry.counter("things_total", "Things.").series().add(2)
        try await run([], registry) { admin in
            let (status, text, fields) = try await admin.ask("/metrics")
            #expect(status == 200 && text == "# HELP test_things_total Things.\n# TYPE test_things_total counter\ntest_things_total 2\n")
            #expect(fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    @Test(arguments: ["/", "/health", "/livez/", "/sessions/a/messages", "/metrics/x"]) func thereIsNothingElse(path: String) async throws {
        try await run { admin in
            let (status, text, _) = try await admin.ask(path)
            #expect(status == 404 && text == #"{"detail":"Not Found"}"#)
        }
    }

    @Test(arguments: ["/livez", "/readyz", "/metrics"]) func theyAreOnlyToBeRead(path: String) async throws {
        try await run { admin in
            let (status, text, fields) = try await admin.ask(path, method: .post)
            #expect(status == 405 && text == #"{"detail":"Method Not Allowed"}"# && fields["allow"] == "GET")
            #expect(try await admin.ask(path, method: .head).0 == 200)
        }
    }

    @Test(arguments: ["/livez", "/readyz", "/metrics", "/"]) func webPagesAreKeptOut(path: String) async throws {
        try await run { admin in
            let (status, _, _) = try await admin.ask(path, [("Origin", "https://evil.example")])
            #expect(status == 403)
        }
    }

    @Test func aNameThatWasBoundAnewIsKeptOut() async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: group.loops[0])
            let browsers = BrowserGuard(listening: [listener.address], allowedHosts: [], allowedOrigins: [])
            let service = AdminService(readiness: Readiness([]), metrics: MetricRegistry(prefix: "x_"), browsers: browsers)
            let server = HTTPServer(group: group) { request, response in try await service.handle(request, response) }
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await server.run([listener]) }
                defer { tasks.cancelAll() }
                let stream = try await ByteStream.connect(to: listener.address, on: group.loops[0])
                try await stream.write(Array("GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".utf8))
                var text = ""
                while let bytes = try await stream.read() { text += String(decoding: bytes, as: UTF8.self) }
                stream.close()
                #expect(text.hasPrefix("HTTP/1.1 403 ") && text.contains("host not allowed"))
                await listener.close()
            }
        }
    }
}
