public import EventLoop

/// Shows what Roost does and checks that it does it: answers, memory, and a killed server.
public struct Demo: Sendable {
    private let program: String
    private let environment: [String: String]
    private let screen: DemoScreen
    private let loop: EventLoop

    /// No demo takes longer.
    private static let limit = Duration.seconds(115)

    /// A demo with this program as the server.
    public init(program: String, environment: [String: String], loop: EventLoop) {
        self.program = program
        self.environment = environment
        self.loop = loop
        screen = DemoScreen(.output, environment: environment)
    }

    /// Runs it against the offline model at `offline`, else against what the environment names.
    ///
    /// - Throws: `CommandError` saying what is not as it should be. Children and files are gone then, too.
    public func run(offline: String?) async throws {
        announce(offline)
        let folder = try await BlockingExecutor.shared.run { try DemoSetting.makeFolder() }
        let setting = DemoSetting(program: program, folder: folder, environment: environment, offline: offline)
        let result: Result<Void, any Error>
        do {
            result = .success(try await withinLimit { try await perform(setting, DemoScript(isOffline: offline != nil)) })
        } catch {
            result = .failure(error)
        }
        await BlockingExecutor.shared.perform { Files.removeTree(folder) }
        try result.get()
    }

    private func announce(_ offline: String?) {
        if let offline { return screen.say("roost demo: the model is offline, at \(offline): no key, no cost") }
        screen.say("roost demo: the model is the real one: three short turns, a few cents. roost demo --model-stub costs nothing")
    }

    private func perform(_ setting: DemoSetting, _ script: DemoScript) async throws {
        let first = try await DemoServer.start(setting, socket: "\(setting.folder)/1.sock", on: loop)
        do {
            screen.say("roost demo: the server is process \(first.child.pid)\n")
            try await turn(1, "first turn", script, first)
            try await turn(2, "second turn: it knows the first", script, first)
        } catch {
            await first.kill()
            throw error
        }
        await first.kill()
        let second = try await DemoServer.start(setting, socket: "\(setting.folder)/2.sock", on: loop)
        screen.say("  -      server killed with SIGKILL, started again as process \(second.child.pid)")
        let last: DemoTurn
        do { last = try await turn(3, "third turn: the session has come through", script, second) } catch {
            await second.kill()
            throw error
        }
        try await second.stop()
        try await checkRemains(setting)
        let dollars = (last.costUSD * 10_000).rounded() / 10_000
        screen.say(
            "\nroost demo: all three are remembered. The CLI's estimate of the cost: \(dollars) dollars\(script.isOffline ? ", none of it paid" : "")"
        )
    }

    @discardableResult
    private func turn(_ number: Int, _ title: String, _ script: DemoScript, _ server: DemoServer) async throws -> DemoTurn {
        let prompt = DemoScript.prompts[number - 1]
        screen.you(prompt)
        let clock = LoopClock(loop)
        let start = clock.now
        let turn = try await DemoTurn.ask(prompt, server.client) { screen.agent($0) }
        if let fault = script.fault(in: turn.answer, to: number) { throw CommandError(.software, "demo: turn \(number): \(fault)") }
        let time = start.duration(to: clock.now).components
        let milliseconds = time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
        screen.passed("\(title), \(turn.eventCount) events, ended by done, \(milliseconds) ms\n")
        return turn
    }

    /// The processes of a killed server end a moment after it.
    private func checkRemains(_ setting: DemoSetting) async throws {
        let clock = LoopClock(loop)
        let deadline = clock.now.advanced(by: .seconds(10))
        var left = await processes(setting)
        while !left.isEmpty, clock.now < deadline {
            try await clock.sleep(for: .milliseconds(50))
            left = await processes(setting)
        }
        guard left.isEmpty else {
            let list = left.map(String.init).joined(separator: ", ")
            throw CommandError(.software, "demo: processes are left that should have ended: \(list); end them by hand")
        }
        screen.passed("nothing left behind: no process of server or agent")
    }

    private func processes(_ setting: DemoSetting) async -> [Int32] {
        let folder = setting.folder
        return await BlockingExecutor.shared.perform { Remains.processes(of: folder) }
    }

    private func withinLimit(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let loop = loop
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask(executorPreference: loop) { try await body() }
            tasks.addTask {
                try await loop.sleep(for: Self.limit)
                throw CommandError(.temporary, "demo: it took longer than \(ValueText.describe(Self.limit)); is the machine busy?")
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }
}
