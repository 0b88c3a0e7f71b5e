internal import EventLoop
internal import Glibc

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

    /// The facts for an error.
    var facts: AgentError.ProcessFailure {
        AgentError.ProcessFailure(exitCode: exitCode, signal: signal, standardErrorTail: standardError)
    }

    /// Why the program could not even be run.
    func startFailure(_ executable: String) -> AgentError? {
        guard let number = report.startFailure else { return nil }
        let error = IOError(.system(number), "run \(executable)")
        let code: AgentError.Code = number == ENOENT ? .cliNotFound : .cliConnection
        return AgentError(code, "could not \(error); check AgentLaunch.executable", detail: .process(facts), underlying: error)
    }
}
