internal import EventLoop

/// How an agent process has ended.
struct ProcessEnd: Sendable {
    let status: ExitStatus?
    let report: GuardianReport
    /// The tail of standard error, secrets replaced.
    let standardError: String

    /// The exit code of the program itself.
    var exitCode: Int32? {
        if report.exitCode != nil || report.signal != nil { return report.exitCode }
        if case .exited(let code) = status { return code }
        return nil
    }

    var signal: Int32? {
        if report.exitCode != nil || report.signal != nil { return report.signal }
        if case .signalled(let number) = status { return number }
        return nil
    }

    /// What to tell of an end that came too early. `doing` says what was going on, for example `before it was ready`.
    func failure(_ executable: String, doing: String) -> AgentError {
        if let number = report.startFailure {
            return AgentError(.cliConnection, "could not run \(executable): \(IOError(.system(number), "exec"))")
        }
        let detail = AgentError.ProcessFailure(exitCode: exitCode, signal: signal, standardErrorTail: standardError)
        let tail = standardError.isEmpty ? "it wrote nothing to standard error" : "standard error ends with: \(lastLines)"
        return AgentError(.processExited, "the agent process \(ending) \(doing); \(tail)", detail: .process(detail))
    }

    private var ending: String {
        if let signal { return signal == 9 ? "was killed by signal 9, which usually means that memory ran out," : "was ended by signal \(signal)" }
        return exitCode.map { "exited with code \($0)" } ?? "did not end"
    }

    private var lastLines: String { standardError.split(separator: "\n").suffix(6).joined(separator: " | ") }
}
