import EventLoop
import Glibc
import TestSupport
import Testing

/// A copy of `deploy/compose` in a folder of its own, used as docs/docker.md has it.
struct Project: Sendable {
    let engine: Engine
    /// `deploy/compose` of a checkout that has nothing else.
    let folder: String
    /// Who uses it.
    let user: UInt32
    let settings: [String: String]

    static let source = "\(Page.checkout)/deploy/compose"
    static let key = "sk-ant-compose"
    static let offline = ["ROOST_MODEL_STUB": "1", "ROOST_API_KEY_FILE": ""]

    /// Calls `body` with a project that has nothing but what the checkout has, and takes its services down.
    static func runBare<T: Sendable>(
        settings: [String: String] = offline,
        as user: UInt32 = 0,
        _ body: @escaping @Sendable (Project) async throws -> T
    ) async throws -> T {
        try await withTemporaryFolder { root in
            try await Engine.run { engine in
                let standard = ["ROOST_IMAGE": try #require(Engine.image), "ANTHROPIC_API_KEY": key]
                let project = Project(
                    engine: engine,
                    folder: "\(root)/deploy/compose",
                    user: user,
                    settings: settings.merging(standard) { $1 }
                )
                try await project.prepare(root)
                let result: Result<T, any Error>
                do { result = .success(try await body(project)) } catch { result = .failure(error) }
                _ = try await project.shell("docker compose down --timeout 20")
                return try result.get()
            }
        }
    }

    /// The same with sessions, a key, and quick heartbeats, not started yet.
    static func run<T: Sendable>(
        settings: [String: String] = offline,
        _ body: @escaping @Sendable (Project) async throws -> T
    ) async throws -> T {
        try await runBare(settings: settings) { project in
            try await project.commands("mkdir -m 0700 sessions secrets; printf %s \(key) >secrets/anthropic_api_key; ./own")
            try await project.commands("sed -i 's/^    environment:$/&\\n      ROOST_HEARTBEAT: 3s/' compose.yaml")
            return try await body(project)
        }
    }

    /// A checkout's copy that belongs to the user, and `docker compose` where only the older program is.
    private func prepare(_ root: String) async throws {
        let script = """
            mkdir -p \(root)/deploy \(root)/bin && cp -r \(Self.source) \(folder)
            printf '#!/bin/sh\\n[ "$1" != compose ] || { shift; exec /usr/bin/docker-compose "$@"; }\\nexec /usr/bin/docker "$@"\\n' >\(root)/bin/docker
            chmod 0755 \(root)/bin/docker && chown -R \(user):\(user) \(root)
            chmod 0711 "$(dirname "${DOCKER_HOST#unix://}")"
            """
        let outcome = try await engine.call(["-c", script], program: "bash")
        try #require(outcome.code == 0, "\(outcome.errors)")
    }

    /// Runs a script as the project's user, who may speak to the engine.
    func shell(_ script: String, in place: String? = nil) async throws -> Engine.Outcome {
        let path = "PATH=\(folder)/../../bin:/usr/bin:/bin"
        let socket = "$(stat -c %g \"${DOCKER_HOST#unix://}\")"
        let person = user == 0 ? "" : "setpriv --reuid \(user) --regid \(user) --groups \(socket)"
        let run = "exec \(person) env HOME=/tmp/nowhere \(path) bash -euo pipefail -c \"$1\""
        return try await engine.call(["-c", run, "sh", script], program: "sh", settings, in: place ?? folder)
    }

    /// Runs commands that must succeed, and gives what they say.
    @discardableResult func commands(_ script: String, in place: String? = nil) async throws -> String {
        let outcome = try await shell(script, in: place)
        try #require(outcome.code == 0, "\(script): \(outcome.output)\(outcome.errors)")
        return outcome.output
    }

    /// Calls the image under test as the page does.
    func tagImage() async throws { try await engine.docker("tag", try #require(Engine.image), "roost") }

    /// The container of a service.
    func container(of service: String = "roost") async throws -> Container {
        Container(engine: engine, name: try await commands("docker compose ps --quiet \(service)").trimmingLineEnd)
    }

    /// Starts the service and gives its container as soon as it answers.
    func start() async throws -> Container {
        try await commands("docker compose up --detach")
        let container = try await container()
        try await container.expectWell()
        return container
    }
}

extension String {
    /// Without the last line end.
    var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
