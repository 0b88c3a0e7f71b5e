import EventLoop
import HTTP
import Testing

@testable import Command

@Suite struct HealthCheckTests {
    private func check(_ line: String, _ environment: [String: String] = [:], first: String = "/sbin/init") throws -> HealthCheck {
        // No data folder of this machine's user.
        let environment = ["CLAUDE_CONFIG_DIR": "/nowhere"].merging(environment) { $1 }
        let invocation = try Invocation(arguments: line.split(separator: " ").map(String.init), environment: environment)
        return try HealthCheck(invocation, first: first.split(separator: " ").map(String.init), limit: .seconds(2))
    }

    @Test(arguments: [
        ("health", [:], "127.0.0.1:8000"), ("health", ["PORT": "9000"], "127.0.0.1:9000"),
        ("health", ["ROOST_LISTEN": "0.0.0.0:81,unix:/s"], "127.0.0.1:81"), ("health --listen [::]:82", [:], "[::1]:82"),
        ("health --listen unix:/run/roost.sock", [:], "unix:/run/roost.sock"), ("health --listen 192.0.2.1:83", [:], "192.0.2.1:83"),
    ])
    func itAsksWhereTheServerListens(line: String, environment: [String: String], address: String) throws {
        #expect(try check(line, environment).address?.description == address)
    }

    @Test(arguments: [
        ("/usr/local/bin/roost entrypoint serve", "127.0.0.1:8000"),
        ("/usr/local/bin/roost entrypoint serve --port 9000", "127.0.0.1:9000"),
        ("roost serve --listen 192.0.2.1:83 --listen 84", "192.0.2.1:83"),
        ("/sbin/docker-init -- /usr/local/bin/roost entrypoint serve --port 9000", "127.0.0.1:9000"), ("/pause", "127.0.0.1:7000"),
        ("/usr/local/bin/roost serve --prt 9000", "127.0.0.1:7000"),
    ])
    func inAContainerItAsksWhereItsServerWasToldToListen(first: String, address: String) throws {
        let isStandard = address.hasSuffix(":8000")
        #expect(try check("health", isStandard ? [:] : ["PORT": "7000"], first: first).address?.description == address)
    }

    @Test(arguments: ["/usr/local/bin/roost entrypoint", "/sbin/docker-init -- /usr/local/bin/roost entrypoint x", "roost run Hello"])
    func aContainerThatIsOneRunIsWell(first: String) async throws {
        let check = try check("health", first: first)
        #expect(check.address == nil)
        try await EventLoopGroup.run(count: 1) { try await check.run(on: $0.loops[0]) }
        #expect(try self.check("health --port 9000", first: first).address?.description == "127.0.0.1:9000")
    }

    @Test func withoutAnAddressTheServersOwnWordCounts() throws {
        let folder = try ScratchFolder()
        try folder.file("roost/server.json", #"{"pid":7,"listen":["0.0.0.0:9001","unix:/run/roost.sock"],"version":"1"}"#)
        let data = ["CLAUDE_CONFIG_DIR": folder.path]
        #expect(try check("health", data).address?.description == "127.0.0.1:9001")
        #expect(try check("health --data \(folder.path)").address?.description == "127.0.0.1:9001")
        #expect(try check("health --port 0", data).address?.description == "127.0.0.1:9001")
        #expect(try check("health", data, first: "roost serve --port 0").address?.description == "127.0.0.1:9001")
        #expect(try check("health", first: "roost serve --data \(folder.path)").address?.description == "127.0.0.1:9001")
        #expect(try check("health", data.merging(["PORT": "9000"]) { $1 }).address?.description == "127.0.0.1:9000")
        #expect(try check("health --listen unix:/s", data).address?.description == "unix:/s")
    }

    @Test(arguments: ["", "{}", #"{"pid":7,"listen":[],"version":"1"}"#, #"{"pid":7,"listen":["nowhere"],"version":"1"}"#])
    func aWordThatCannotBeUsedIsNone(text: String) throws {
        let folder = try ScratchFolder()
        try folder.file("roost/server.json", text)
        #expect(try check("health", ["CLAUDE_CONFIG_DIR": folder.path]).address?.description == "127.0.0.1:8000")
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
