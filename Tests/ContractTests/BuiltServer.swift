import ContractSuite
import EventLoop
import Glibc
import TestSupport
import Testing

/// The built `roost serve` on the real CLI and the offline model, in a data folder of its own.
struct BuiltServer: Sendable {
    let child: ChildProcess
    let baseURL: BaseURL

    /// Starts the server and waits until it listens.
    static func start(in folder: String, settings: [String: String] = [:], on loop: EventLoop) async throws -> BuiltServer {
        var environment = settings
        for name in ["PATH", "HOME", "ROOST_CLAUDE", "ROOST_CACHE", "XDG_CACHE_HOME"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let command = ProcessCommand(
            executable: BuiltProgram.path("roost"),
            arguments: [
                "serve", "--model-stub", "--listen", "127.0.0.1:0", "--data", folder, "--heartbeat", "3", "--admin", "off",
                "--on-disconnect", "cancel", "--log-format", "json",
            ],
            environment: environment
        )
        let child = try await ChildProcess.spawn(command, on: loop)
        let errors = try #require(child.standardError)
        var lines = ByteLines(errors, limit: 1 << 20)
        var said: [String] = []
        while let line = try await lines.next() {
            let text = String(decoding: line, as: UTF8.self)
            said.append(text)
            let parts = text.split(separator: "\"address\":\"")
            guard parts.count == 2 else { continue }
            let address = parts[1].prefix { $0 != "\"" }
            // Whatever it logs later is taken off, so that it never blocks.
            _ = ByteTail(of: errors, limit: 4096)
            return BuiltServer(child: child, baseURL: try BaseURL("http://\(address)"))
        }
        child.send(signal: SIGKILL)
        throw ContractError(.unreachable, "roost serve ended before it listened: \(said.joined(separator: " | "))")
    }

    /// Sends a signal, waits for the end and says how it was, for example `exit code 0`.
    func end(_ signal: Int32) async -> String? {
        child.send(signal: signal)
        let status = await child.exitStatus(within: .seconds(40))
        child.closeStreams()
        return status?.description
    }
}
