import EventLoop
import Glibc
import JSON
import ModelStub
import TestSupport

/// Where one scenario plays: a home of its own, the offline model, and the processes started so far.
final class Stage {
    /// The longest that a scenario may take.
    static let limit = Duration.seconds(60)

    let program: String
    let folder: String
    private let loop: EventLoop
    private let modelPort: Int
    private(set) var processes: [AgentProcess] = []

    private init(program: String, folder: String, loop: EventLoop, modelPort: Int) {
        self.program = program
        self.folder = folder
        self.loop = loop
        self.modelPort = modelPort
    }

    var workFolder: String { folder + "/work" }
    var configFolder: String { folder + "/config" }

    /// Sets the stage, plays, and strikes it again whatever happens.
    static func play<T: Sendable>(_ program: Program, _ scene: @escaping @Sendable (Stage) async throws -> T) async throws -> T {
        try await EventLoopGroup.run(count: 1) { group in
            let loop = group.loops[0]
            let path = try await program.path()
            return try await withModel(group) { port in
                try await within(limit, of: loop) {
                    let home = try AgentHome()
                    let stage = Stage(program: path, folder: home.folder, loop: loop, modelPort: port)
                    do {
                        let value = try await scene(stage)
                        return value
                    } catch {
                        for process in stage.processes { await process.kill() }
                        throw error
                    }
                }
            }
        }
    }

    /// Starts the program in the work folder.
    func start(_ arguments: [String] = [], _ variables: [String: String] = [:]) async throws -> AgentProcess {
        let fixed = ["--output-format", "stream-json", "--verbose", "--system-prompt", "You are a test."]
        var command = ProcessCommand(executable: program, arguments: fixed + arguments + ["--input-format", "stream-json"])
        command.environment = environment.merging(variables) { $1 }
        command.workingDirectory = workFolder
        let process = try await AgentProcess(command, on: loop)
        processes.append(process)
        return process
    }

    /// Starts the program and initializes it.
    func open(_ arguments: [String] = [], initialize: JSONObject = [:], _ variables: [String: String] = [:]) async throws -> AgentProcess {
        let process = try await start(arguments, variables)
        try await process.call("initialize", initialize)
        return process
    }

    private var environment: [String: String] {
        [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder + "/home", "CLAUDE_CONFIG_DIR": configFolder,
            "TMPDIR": folder + "/tmp", "PWD": workFolder, "ANTHROPIC_API_KEY": "sk-ant-stub-scenario",
            "ANTHROPIC_BASE_URL": "http://127.0.0.1:\(modelPort)", "CLAUDE_CODE_SDK_READS_SESSION_STATE": "1",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1", "CLAUDE_CODE_MAX_RETRIES": "0",
        ]
    }

    private static func withModel<T: Sendable>(
        _ group: EventLoopGroup,
        _ body: @escaping @Sendable (Int) async throws -> T
    ) async throws -> T {
        let (ports, port) = AsyncStream<Int>.makeStream()
        return try await withThrowingTaskGroup(of: T?.self) { tasks in
            tasks.addTask {
                try await ModelStubServer().run(on: .tcp(host: "127.0.0.1", port: 0), group: group) { port.yield($0.port ?? 0) }
                return nil
            }
            tasks.addTask {
                for await number in ports { return try await body(number) }
                throw CancellationError()
            }
            defer { tasks.cancelAll() }
            while let value = try await tasks.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }
}

/// Which program plays.
enum Program: Sendable {
    case real
    case fake

    func path() async throws -> String {
        switch self {
        case .real: try await RealClaude.path()
        case .fake: BuiltProgram.path("FakeClaude")
        }
    }
}
