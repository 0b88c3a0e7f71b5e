import Glibc
import JSON

/// The imitated program: reads frames, answers requests, runs turns one after another, on one thread.
final class Program {
    /// The program dies this long after the last input, whatever it was told: nothing a test forgets stays.
    static let longestSilence: UInt32 = 600

    let options: Options
    let environment: Environment
    let record: Record
    let input = Input()
    var conversation: Conversation
    var model: String
    var permissionMode: String
    var workingDirectory: String
    var sdkServers: [String] = []
    var hooks: JSONObject = [:]
    /// Prompts for turns of their own.
    var queue: [Prompt] = []
    /// Prompts that came during a turn; they go into the next one together.
    var waiting: [Prompt] = []
    /// Whether the host was last told that we are idle.
    var isIdle = true
    /// What the host answered to our requests, until it is taken.
    var answers: [String: JSONValue] = [:]
    /// Requests to the host that it has not answered yet.
    var openRequests: Set<String> = []
    var runningTurn: Turn?
    var isInterrupted = false
    var ignoresInterrupts = false
    var isEndingBySignal = false
    var lastResultIsError = false
    var typeGoesLast = false
    /// No signal but SIGKILL ends the program.
    var isDeaf = false
    /// The end of the input does not end the program.
    var ignoresEnd = false
    var responses = ResponsePolicy()
    /// Orders that hold for every turn.
    var standingOrders: [Directive] = []
    /// Orders for the time before `initialize` is answered.
    var initializeOrders: [(mode: StartMode, arguments: Words)] = []
    var claim = Claim()
    /// Memory held for no reason.
    var ballast: [UInt8] = []

    init(options: Options, environment: Environment) {
        self.options = options
        self.environment = environment
        record = Record(environment)
        model = options.model
        permissionMode = options.permissionMode
        workingDirectory = environment.workingDirectory
        conversation = Conversation(id: "", configFolder: nil, workingDirectory: "/", isMirrored: false)
    }

    /// Runs to the end and gives the exit status.
    func run() -> Int32 {
        alarm(Self.longestSilence)
        dieProperly(of: SIGTERM)
        dieProperly(of: SIGHUP)
        noteStart()
        do {
            try checkRights()
            conversation = try SessionStart.conversation(options, environment)
            claim.announce(self)
            try StartOrders.follow(self)
            while try step() {}
        } catch let failure as SessionStart.Failure {
            return refuse(failure)
        } catch let misuse as Misuse {
            Output.standardError("FakeClaude: \(misuse.message). Its modes are listed in Tests/FakeClaude/README.md.\n")
            return end(64)
        } catch let ending as Ending {
            return end(ending.status)
        } catch {
            return end(70)
        }
        conversation.addCost().forEach(send)
        return end(lastResultIsError && !isEndingBySignal ? 1 : 0)
    }

    /// One turn, or one wait for input; false when there is nothing more to come.
    private func step() throws -> Bool {
        if isInterrupted, isEndingBySignal { return false }
        isInterrupted = false
        if !queue.isEmpty {
            try claim.check(self)
            try runTurn(queue.removeFirst())
            return true
        }
        if input.isAtEnd, ignoresEnd { hang() }
        if input.isAtEnd { return false }
        try pump(within: -1)
        return true
    }

    /// The host's own MCP servers, all at work.
    var servers: JSONValue {
        .array(sdkServers.map { ["name": .string($0), "status": "connected", "source": "sdk"] })
    }

    func runTurn(_ prompt: Prompt) throws {
        let turn = try Turn(self, prompt)
        runningTurn = turn
        defer { runningTurn = nil }
        try turn.run()
        if !waiting.isEmpty { queue.insert(.merged(waiting), at: 0) }
        waiting = []
    }

    private func end(_ status: Int32) -> Int32 {
        record.note("exit", ["status": .number(JSONNumber(Int(status)))])
        return status
    }

    private func refuse(_ failure: SessionStart.Failure) -> Int32 {
        if failure.hasResult { send(ResultFrame.startFailure(failure.message, failure.sessionID)) }
        Output.standardError(failure.message + "\n")
        return end(1)
    }

    private func checkRights() throws {
        let asksForAll = permissionMode == "bypassPermissions" || options.has("dangerously-skip-permissions")
        guard asksForAll, getuid() == 0, environment["IS_SANDBOX"] != "1" else { return }
        Output.standardError("--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons\n")
        throw Ending(status: 1)
    }

    private func noteStart() {
        let variables = JSONObject(environment.variables.map { (key: $0.name, value: JSONValue.string($0.value)) })
        record.note(
            "start",
            [
                "argv": Frame.list(CommandLine.arguments), "environment": .object(variables), "cwd": .string(environment.workingDirectory),
                "time": .string(Moment.timestamp),
            ]
        )
    }

    /// The real program leaves with 128 + signal.
    private func dieProperly(of number: Int32) {
        signal(number) { _exit(128 + $0) }
    }
}

/// The program leaves now with this status.
struct Ending: Error {
    let status: Int32
}
