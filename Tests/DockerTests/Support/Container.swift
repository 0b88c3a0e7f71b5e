import EventLoop
import Glibc
import HTTP
import JSON
import TestSupport
import Testing

/// A server in a container, hardened as docs/docker.md has it.
struct Container: Sendable {
    let engine: Engine
    let name: String

    /// What stands between the container and the machine, as docs/docker.md has it for four agents at once.
    static let hardening = [
        "--read-only", "--tmpfs", "/tmp:rw,nosuid,nodev,size=456m", "--ipc", "none", "--tmpfs", "/dev/mqueue:ro", "--cap-drop", "ALL",
        "--security-opt", "no-new-privileges", "--memory", "2624m", "--memory-swap", "2624m", "--pids-limit", "576",
        "--cpu-quota", "200000",
    ]

    /// An agent that may run Bash.
    static let worker = """
        {"name": "worker", "model": "claude-sonnet-4-6", "system": "You work.",
         "tools": [{"type": "agent_toolset_20260401", "default_config": {"enabled": false}, "configs": [{"name": "bash", "enabled": true}]}]}
        """

    /// Starts a server with the offline model, calls `body` when it is well, and removes it.
    ///
    /// - Parameters:
    ///   - flags: of `docker run`.
    ///   - words: after `serve`.
    ///   - port: where it listens inside.
    static func serve<T: Sendable>(
        _ flags: [String] = [],
        words: [String] = [],
        port: Int = 8000,
        _ body: @escaping @Sendable (Container) async throws -> T
    ) async throws -> T {
        try await Engine.run { engine in
            let container = Container(engine: engine, name: "roost-\(UInt32.random(in: 0...UInt32.max))")
            let settings = ["ROOST_MODEL_STUB=1", "ROOST_MAX_AGENTS=4", "ROOST_HEARTBEAT=3s"].flatMap { ["-e", $0] }
            let data = flags.contains { $0.hasSuffix(":/data") } ? [] : ["-v", "/data"]
            let command = ["run", "-d", "--name", container.name, "-p", "127.0.0.1::\(port)"] + hardening + settings + data + flags
            let result: Result<T, any Error>
            do {
                try await engine.docker(command + [try #require(Engine.image), "serve"] + words)
                try await container.expectWell()
                result = .success(try await body(container))
            } catch {
                result = .failure(error)
            }
            _ = try await engine.call(["rm", "--force", "--volumes", container.name])
            return try result.get()
        }
    }

    /// A server whose agent may run Bash.
    static func serveWorker<T: Sendable>(_ body: @escaping @Sendable (Container) async throws -> T) async throws -> T {
        try await withTemporaryFolder { folder in
            try Files.writePrivately(Array(worker.utf8), to: "\(folder)/agent.json")
            try Files.setMode(0o644, of: "\(folder)/agent.json")
            let agent = ["-v", "\(folder)/agent.json:/agent.json:ro", "-e", "ROOST_AGENT=/agent.json", "-e", "ROOST_ISOLATION=container"]
            return try await serve(agent, body)
        }
    }

    /// Where the container's port is reached.
    var address: SocketAddress {
        get async throws {
            let answer = try await engine.call(["port", name])
            guard let port = Int(answer.output.drop { $0 != ">" }.drop { $0 != ":" }.dropFirst().prefix { $0.isNumber }) else {
                throw IOError(.system(ENOTCONN), "find the port of \(name): \(answer.errors)")
            }
            return .ipv4(host: "127.0.0.1", port: port)
        }
    }

    /// Waits until the server answers.
    func expectWell() async throws {
        let answers = try await eventually(within: .seconds(20)) { try await isWell }
        guard answers else {
            let log = try await engine.call(["logs", name])
            throw IOError(.timedOut, "reach the server in \(name), which said: \(log.output)\(log.errors)")
        }
    }

    private var isWell: Bool {
        get async throws {
            guard let address = try? await address else { return false }
            guard let answer = try? await HTTPClient(address: address, loop: engine.loop).send(.get, "/health") else { return false }
            answer.close()
            return answer.status == .ok
        }
    }

    /// Asks a prompt and gives the stream as soon as it begins.
    func begin(_ prompt: String, in session: String, token: String? = nil) async throws -> LiveTurn {
        let body = JSONValue.object(["prompt": .string(prompt)]).serialized()
        let client = HTTPClient(address: try await address, loop: engine.loop)
        let target = "/sessions/\(session)/messages"
        let fields = [("Content-Type", "application/json")] + (token.map { [("Authorization", "Bearer \($0)")] } ?? [])
        return LiveTurn(try await client.send(.post, target, fields: fields, body: body, headDeadline: .seconds(60)))
    }

    /// Asks a prompt and gives the whole stream.
    func turn(_ prompt: String, in session: String, token: String? = nil) async throws -> Turn {
        var live = try await begin(prompt, in: session, token: token)
        return try await live.rest()
    }

    /// A turn again, from its start to its end.
    func events(of turn: String, in session: String) async throws -> Turn {
        let client = HTTPClient(address: try await address, loop: engine.loop)
        var live = LiveTurn(try await client.send(.get, "/sessions/\(session)/events?turn=\(turn)", headDeadline: .seconds(60)))
        return try await live.rest()
    }

    /// Has the agent run a command.
    func bash(_ command: String, in session: String) async throws -> String {
        let input = JSONValue.object(["command": .string(command)]).serializedString()
        let turn = try await turn("[[tool:Bash \(input)]]", in: session)
        turn.expectDone()
        return turn.answer
    }

    /// Runs a shell command inside.
    func shell(_ command: String) async throws -> Engine.Outcome { try await engine.call(["exec", name, "/bin/sh", "-c", command]) }

    /// Every folder in which a file can be made, and every mounted file that can be written to. Devices are left out: what is written to
    /// those there is lost.
    func writablePlaces() async throws -> [String] {
        let probe = """
            { cut -d ' ' -f 5 /proc/self/mountinfo; find / -xdev -type d; find /dev -type d; } 2>/dev/null | sort -u | while read -r place; do
                if [ -d "$place" ]; then
                    (: >"$place/probe") 2>/dev/null && rm "$place/probe" && echo "$place"
                elif [ ! -c "$place" ]; then
                    (: >>"$place") 2>/dev/null && echo "$place"
                fi
            done; true
            """
        return try await shell(probe).output.split(separator: "\n").map(String.init)
    }

    /// Whether something inside can connect to a port.
    func reaches(_ host: String, _ port: Int) async throws -> Bool {
        try await engine.call(["exec", name, "timeout", "3", "bash", "-c", "</dev/tcp/\(host)/\(port)"]).code == 0
    }

    /// One field of what the engine knows about the container.
    func inspect(_ template: String) async throws -> String { try await engine.docker("inspect", name, "--format", template) }

    /// The names of all processes inside, by number of occurrences.
    func processes() async throws -> [String] {
        try await engine.docker("top", name, "-eo", "pid,comm").split(separator: "\n").dropFirst().map { line in
            String(line.split(separator: " ").last ?? "")
        }
    }
}
