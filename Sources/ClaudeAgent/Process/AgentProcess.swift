internal import EventLoop

/// One `claude` process under its guardian. Whoever starts it calls `end`, on every path.
struct AgentProcess: Sendable {
    /// How a process is asked to end.
    enum Manner: Sendable {
        /// End of input first: the CLI writes its last transcript lines and exits by itself.
        case clean
        /// SIGTERM at once: a turn that nobody waits for any more is not finished first.
        case prompt
    }

    let input: ByteStream
    let output: ByteStream
    private let child: ChildProcess
    private let control: ByteStream
    private let reports: ByteTail
    private let standardError: ByteTail
    private let supervision: Supervision
    private let environment: AgentEnvironment
    private let executable: String
    private let loop: EventLoop

    /// Bytes kept beyond the limit until secrets are replaced: one that was cut in two would not be recognised.
    private static let longestSecret = 8 * 1024

    /// How long the guardian's own sweep may take, and a little more.
    private static let sweepLimit = Duration.seconds(35)

    static func start(
        _ executable: String,
        arguments: [String],
        environment: AgentEnvironment,
        workingDirectory: String?,
        supervision: Supervision,
        lock: FileLock?,
        loop: EventLoop
    ) async throws(AgentError) -> AgentProcess {
        var command = ProcessCommand(
            executable: supervision.guardian,
            arguments: guardianOptions(holdsLock: lock != nil) + ["--", executable] + arguments,
            environment: environment.variables,
            workingDirectory: workingDirectory
        )
        command.opensControlSocket = true
        command.lock = lock
        do {
            let child = try await ChildProcess.spawn(command, on: loop)
            guard let control = child.control, let standardError = child.standardError else {
                preconditionFailure("a child without the channels it was started with")
            }
            return AgentProcess(
                input: child.standardInput,
                output: child.standardOutput,
                child: child,
                control: control,
                reports: ByteTail(of: control, limit: 1024),
                standardError: ByteTail(of: standardError, limit: supervision.standardErrorLimit + Self.longestSecret),
                supervision: supervision,
                environment: environment,
                executable: executable,
                loop: loop
            )
        } catch {
            let place = workingDirectory.map { " in the folder \($0)" } ?? ""
            throw AgentError(.cliConnection, "could not start the agent process under its guardian\(place): \(error)", underlying: error)
        }
    }

    private static func guardianOptions(holdsLock: Bool) -> [String] {
        (holdsLock ? ["--holds-lock"] : []) + (DescriptorLimit.beforeRaise.map { ["--open-files", "\($0)"] } ?? [])
    }

    /// Ends the process and all its descendants: end of input, 5 s, SIGTERM, 5 s, SIGKILL. Also in a cancelled task.
    ///
    /// May be called more than once and at the same time; every caller sees the whole end.
    func end(_ manner: Manner) async -> ProcessEnd {
        input.closeWhenDrained()
        if manner == .prompt { ask("term") }
        var status = await child.exitStatus(within: supervision.grace)
        if status == nil { status = await escalate() }
        let report = GuardianReport(await reports.text(within: .seconds(1)))
        // A guardian that was killed, or gave up, leaves its work to the host.
        if report.startFailure == nil, report.swept == nil || report.left > 0 { await Orphans.end(on: loop) }
        let end = ProcessEnd(
            status: status,
            report: report,
            standardError: String(
                environment.redacting(await standardError.text(within: .seconds(1))).suffix(supervision.standardErrorLimit)
            )
        )
        child.closeStreams()
        return end
    }

    /// SIGTERM for a program that has been given the end of its input.
    func hasten() { ask("term") }

    private func escalate() async -> ExitStatus? {
        ask("term")
        if let status = await child.exitStatus(within: supervision.grace) { return status }
        ask("kill")
        if let status = await child.exitStatus(within: Self.sweepLimit) { return status }
        child.send(signal: 9)
        return await child.exitStatus(within: supervision.grace)
    }

    /// The program's own pid, once the guardian has told it.
    func processID() async -> Int32? { GuardianReport(await reports.text(within: .zero)).pid }

    /// SIGINT for the program: it ends its turn with an error result and exits (protocol notes 4.4).
    func interrupt() { ask("int") }

    private func ask(_ word: String) { control.enqueue(Array("\(word)\n".utf8)) }
}
