import EventLoop
import Glibc
import Testing

/// The Docker Engine that `scripts/test-docker` has started, spoken to by its command line program.
struct Engine: Sendable {
    /// How a command ended and what it said.
    struct Outcome: Sendable {
        /// The exit status; nil when a signal or the limit ended it.
        let code: Int32?
        let output: String
        let errors: String
    }

    let loop: EventLoop

    /// The image under test; nil where nobody has built one for the tests.
    static let image = variable("ROOST_DOCKER_IMAGE")

    /// Calls `body` with the engine and a loop to talk to it on.
    static func run<T: Sendable>(_ body: @escaping @Sendable (Engine) async throws -> T) async throws -> T {
        try await EventLoopGroup.run(count: 1) { group in try await body(Engine(loop: group.loops[0])) }
    }

    /// Runs `docker`, or another program, to its end.
    func call(
        _ arguments: [String],
        program: String = "docker",
        _ more: [String: String] = [:],
        in folder: String? = nil,
        limit: Duration = .seconds(180)
    ) async throws -> Outcome {
        var environment = more
        for name in ["PATH", "HOME", "DOCKER_HOST"] { environment[name] = Self.variable(name) }
        var command = ProcessCommand(executable: "/usr/bin/\(program)", arguments: arguments, environment: environment)
        command.workingDirectory = folder
        let child = try await ChildProcess.spawn(command, on: loop)
        defer { child.closeStreams() }
        child.standardInput.close()
        let output = ByteTail(of: child.standardOutput, limit: 1 << 20)
        let errors = ByteTail(of: try #require(child.standardError), limit: 1 << 20)
        let status = await child.exitStatus(within: limit)
        if status == nil { child.send(signal: SIGKILL) }
        var code: Int32?
        if case .exited(let number) = status { code = number }
        return Outcome(code: code, output: await output.text(within: .seconds(5)), errors: await errors.text(within: .seconds(5)))
    }

    /// Runs `docker` and gives what it said, without the last line end.
    @discardableResult func docker(_ arguments: String...) async throws -> String { try await docker(arguments) }

    @discardableResult func docker(_ arguments: [String]) async throws -> String {
        let outcome = try await call(arguments)
        try #require(outcome.code == 0, "docker \(arguments.joined(separator: " ")): \(outcome.output)\(outcome.errors)")
        return outcome.output.hasSuffix("\n") ? String(outcome.output.dropLast()) : outcome.output
    }

    /// Runs a shell command in a new container of the image, without a network.
    func shell(_ command: String) async throws -> String {
        try await docker("run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", try #require(Self.image), "-c", command)
    }

    /// How many lines of the image's layers and settings hold a text.
    func linesInLayers(holding text: String) async throws -> String {
        let image = try #require(Self.image)
        let outcome = try await call(["-c", "/usr/bin/docker save \(image) | grep -c -a -F \(text)"], program: "sh")
        return String(outcome.output.prefix { $0.isNumber })
    }

    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
