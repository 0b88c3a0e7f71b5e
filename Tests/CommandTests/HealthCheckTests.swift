import EventLoop
import HTTP
import Testing

@testable import Command

@Suite struct HealthCheckTests {
    private func check(_ line: String, _ environment: [String: String] = [:]) throws -> HealthCheck {
        let invocation = try Invocation(arguments: line.split(separator: " ").map(String.init), environment: environment)
        return try HealthCheck(invocation, limit: .seconds(2))
    }

    @Test(arguments: [
        ("health", [:], "127.0.0.1:8000"), ("health", ["PORT": "9000"], "127.0.0.1:9000"),
        ("health", ["ROOST_LISTEN": "0.0.0.0:81,unix:/s"], "127.0.0.1:81"), ("health --listen [::]:82", [:], "[::1]:82"),
        ("health --listen unix:/run/roost.sock", [:], "unix:/run/roost.sock"), ("health --listen 192.0.2.1:83", [:], "192.0.2.1:83"),
    ])
    func itAsksWhereTheServerListens(line: String, environment: [String: String], address: String) throws {
        #expect(try check(line, environment).address.description == address)
    }

    @Test(arguments: ["health --listen nowhere", "health --port x", "health now"])
    func wrongSettingsAreTold(line: String) {
        #expect(throws: CommandError.self) { try check(line) }
    }

    /// What the check says of a server that answers with `status`.
    private func verdict(_ status: HTTPStatus) async throws -> CommandError? {
        try await EventLoopGroup.run(count: 1) { group in
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: group.loops[0])
            let server = HTTPServer(group: group) { _, response in await response.respond(status) }
            let check = try check("health --listen \(listener.address)")
            return try await withThrowingTaskGroup(of: CommandError?.self) { tasks in
                tasks.addTask(executorPreference: group.loops[0]) {
                    try await server.run([listener])
                    return nil
                }
                tasks.addTask(executorPreference: group.loops[0]) {
                    do { try await check.run(on: group.loops[0]) } catch let error as CommandError { return error }
                    return nil
                }
                defer { tasks.cancelAll() }
                return try await tasks.next() ?? nil
            }
        }
    }

    @Test func aServerThatIsWellPasses() async throws {
        let error = try await verdict(.ok)
        #expect(error == nil)
    }

    @Test func aServerThatIsNotWellDoesNot() async throws {
        let error = try #require(try await verdict(.serviceUnavailable))
        #expect(error.code == .unavailable && error.message.contains("503"))
    }

    @Test func nobodyThereIsTold() async throws {
        let check = try check("health --listen 127.0.0.1:1")
        await #expect { try await EventLoopGroup.run(count: 1) { try await check.run(on: $0.loops[0]) } } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == .unavailable && error.message.contains("127.0.0.1:1")
        }
    }
}
