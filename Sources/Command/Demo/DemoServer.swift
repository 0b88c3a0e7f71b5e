internal import EventLoop
internal import Glibc
internal import HTTP

/// The server of the demo: this same program as a child, on a Unix socket in the demo's folder.
struct DemoServer: Sendable {
    let child: ChildProcess
    let client: HTTPClient
    private let words: ByteTail

    private static let startLimit = Duration.seconds(30)

    /// Starts `roost serve` and waits until it answers.
    ///
    /// - Throws: `CommandError` with the server's own last words when it does not.
    static func start(_ setting: DemoSetting, socket: String, on loop: EventLoop) async throws -> DemoServer {
        var command = ProcessCommand(executable: setting.program)
        command.arguments = ["serve", "--listen", "unix:\(socket)", "--data", setting.dataFolder, "--admin", "off"]
        command.environment = setting.serverEnvironment
        let child = try await ChildProcess.spawn(command, on: loop)
        child.standardInput.close()
        let output = ByteTail(of: child.standardOutput, limit: 4096)
        let words = ByteTail(of: child.standardError ?? child.standardOutput, limit: 16 * 1024)
        withExtendedLifetime(output) {}
        let server = DemoServer(child: child, client: HTTPClient(address: .unix(path: socket), loop: loop), words: words)
        do { try await server.waitUntilReady(loop) } catch {
            await server.kill()
            throw error
        }
        return server
    }

    private func waitUntilReady(_ loop: EventLoop) async throws {
        let clock = LoopClock(loop)
        let deadline = clock.now.advanced(by: Self.startLimit)
        while clock.now < deadline {
            try Task.checkCancellation()
            if await isHealthy() { return }
            if let status = await child.exitStatus(within: .milliseconds(20)) {
                let last = await words.text(within: .seconds(1)).split(separator: "\n").last ?? "it said nothing"
                throw CommandError(.software, "the server ended with \(status): \(last)")
            }
        }
        throw CommandError(.temporary, "the server did not answer within \(ValueText.describe(Self.startLimit))")
    }

    private func isHealthy() async -> Bool {
        guard let response = try? await client.send(.get, "/health", headDeadline: .seconds(5)) else { return false }
        response.close()
        return response.status == .ok
    }

    /// Ends it without warning.
    func kill() async {
        child.send(signal: SIGKILL)
        _ = await child.exitStatus(within: .seconds(10))
        child.closeStreams()
    }

    /// Asks it to end.
    ///
    /// - Throws: `CommandError` when it does not end well within its time.
    func stop() async throws {
        child.send(signal: SIGTERM)
        let status = await child.exitStatus(within: .seconds(20))
        guard status?.isSuccess == true else {
            await kill()
            throw CommandError(.software, "the server did not end well after SIGTERM: \(status?.description ?? "it still ran after 20 s")")
        }
        child.closeStreams()
    }
}
