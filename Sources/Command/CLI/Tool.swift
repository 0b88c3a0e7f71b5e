internal import EventLoop
internal import Glibc

/// Runs another program to its end, with bounds on its time and its words.
struct Tool: Sendable {
    /// How it ended and what it said, cut to the last bytes.
    struct Outcome: Sendable {
        let status: ExitStatus
        let output: String
        let errorOutput: String
    }

    let command: ProcessCommand
    let limit: Duration

    private static let kept = 64 * 1024

    init(_ executable: String, _ arguments: [String], _ environment: [String: String], limit: Duration) {
        command = ProcessCommand(executable: executable, arguments: arguments, environment: environment)
        self.limit = limit
    }

    /// Runs it. A cancelled task or a passed limit kills it.
    ///
    /// - Throws: `IOError` when it cannot be started or takes too long, `CancellationError`.
    func run(on loop: EventLoop) async throws -> Outcome {
        let child = try await ChildProcess.spawn(command, on: loop)
        child.standardInput.close()
        let output = ByteTail(of: child.standardOutput, limit: Self.kept)
        let errors = child.standardError.map { ByteTail(of: $0, limit: Self.kept) }
        let status = try await end(of: child)
        let outcome = Outcome(
            status: status,
            output: await output.text(within: .seconds(1)),
            errorOutput: await errors?.text(within: .seconds(1)) ?? ""
        )
        child.closeStreams()
        return outcome
    }

    /// Runs it and passes everything it says on to `sink` at once.
    ///
    /// - Throws: As `run`.
    func run(on loop: EventLoop, passingOnTo sink: StandardStream) async throws -> ExitStatus {
        let child = try await ChildProcess.spawn(command, on: loop)
        child.standardInput.close()
        return try await withThrowingTaskGroup { group in
            for stream in [child.standardOutput, child.standardError] {
                group.addTask { while let bytes = try? await stream?.read() { try sink.write(bytes) } }
            }
            defer {
                child.closeStreams()
                group.cancelAll()
            }
            let status = try await end(of: child)
            try await loop.sleep(for: .milliseconds(20))
            return status
        }
    }

    private func end(of child: ChildProcess) async throws -> ExitStatus {
        let status = await withTaskCancellationHandler {
            await child.exitStatus(within: limit)
        } onCancel: {
            child.send(signal: SIGKILL)
        }
        if Task.isCancelled { throw CancellationError() }
        if let status { return status }
        child.send(signal: SIGKILL)
        _ = await child.exitStatus(within: .seconds(5))
        throw IOError(.timedOut, "run \(command.executable)")
    }
}
