import EventLoop
import Glibc
import TestSupport
import Testing

/// A copy of `deploy/compose` in a folder of its own.
struct Project: Sendable {
    let engine: Engine
    let folder: String
    let settings: [String: String]

    static let source = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/deploy/compose"

    /// Calls `body` with a project that has sessions, a secret and its settings, and takes its service down.
    static func run<T: Sendable>(
        settings: [String: String] = ["ROOST_MODEL_STUB": "1", "ROOST_API_KEY_FILE": ""],
        _ body: @escaping @Sendable (Project) async throws -> T
    ) async throws -> T {
        try await withDataFolder { sessions in
            try await Engine.run { engine in
                let folder = String(sessions.dropLast("/sessions".count))
                let port = ["ROOST_PORT": "\(20_000 + Int.random(in: 0..<10_000))", "ROOST_IMAGE": try #require(Engine.image)]
                let project = Project(engine: engine, folder: folder, settings: settings.merging(port) { $1 })
                try project.write()
                let result: Result<T, any Error>
                do { result = .success(try await body(project)) } catch { result = .failure(error) }
                try await project.compose("down", "--timeout", "20")
                return try result.get()
            }
        }
    }

    private func write() throws {
        try Files.copyTree("\(Self.source)/compose.yaml", to: "\(folder)/compose.yaml")
        let heartbeat = "services: {roost: {environment: {ROOST_HEARTBEAT: 3s}}}\n"
        try Files.writePrivately(Array(heartbeat.utf8), to: "\(folder)/quick.yaml")
        try Files.makeFolder("\(folder)/secrets")
        try Files.writePrivately(Array("sk-ant-compose".utf8), to: "\(folder)/secrets/anthropic_api_key")
        for path in ["\(folder)/secrets", "\(folder)/secrets/anthropic_api_key"] {
            guard chown(path, 1000, 1000) == 0 else { throw IOError(.system(errno), "give \(path) away") }
        }
    }

    /// Bounds it to a number of turns, as docs/docker.md has it.
    func limit(to turns: Int) async throws {
        let outcome = try await engine.call(["-c", "\(Self.source)/limits \(turns) >compose.override.yaml"], program: "sh", in: folder)
        try #require(outcome.code == 0, "\(outcome.errors)")
    }

    /// Runs `docker-compose` on it.
    func compose(_ arguments: String...) async throws {
        let limits = Files.exists("\(folder)/compose.override.yaml") ? ["-f", "compose.override.yaml"] : []
        let outcome = try await engine.call(
            ["-f", "compose.yaml", "-f", "quick.yaml"] + limits + ["--project-name", "roost"] + arguments,
            program: "docker-compose",
            settings,
            in: folder
        )
        try #require(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
    }

    /// The service's container.
    func container() async throws -> Container {
        let ids = try await engine.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project=roost")
        return Container(engine: engine, name: try #require(ids.split(separator: "\n").first.map(String.init)))
    }
}
