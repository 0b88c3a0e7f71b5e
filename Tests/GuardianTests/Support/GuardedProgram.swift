import Glibc
import TestSupport
import Testing

/// A guardian and its program, as their host sees them.
final class GuardedProgram {
    let pid: pid_t
    let control: Descriptor
    let input: Descriptor
    let output: Descriptor
    let errors: Descriptor
    /// An environment entry that this guardian, its program and all their descendants share, and nobody else has.
    let mark: String
    private var exit: ProgramExit?

    /// - Parameters:
    ///   - options: What stands before `--`.
    ///   - prefix: A program with arguments that starts the guardian in its place, such as setpriv.
    ///   - fillsControl: Leaves no room for the guardian's reports.
    init(
        _ program: [String],
        options: [String] = [],
        prefix: [String] = [],
        guardian: String = BuiltPrograms.guardian,
        fillsControl: Bool = false
    ) throws {
        let sockets = Descriptor.socketPair()
        let (input, output, errors) = (Descriptor.pipe(), Descriptor.pipe(), Descriptor.pipe())
        if fillsControl { sockets.theirs.fill() }
        mark = "ROOST_TEST_MARK=\(UInt64.random(in: .min ... .max))"
        (self.control, self.input, self.output, self.errors) = (sockets.ours, input.writing, output.reading, errors.reading)
        let command = prefix + [guardian] + options + ["--"] + program
        let files = [input.reading, output.writing, errors.writing, sockets.theirs]
        pid = try Spawn.start(command, environment: ["PATH=/usr/bin:/bin", mark], descriptors: files)
    }

    deinit {
        guard exit == nil else { return }
        control.close()
        _ = waitForExit(within: .seconds(40))
    }

    /// Waits until the guardian itself has ended; nil when it has not in time.
    func waitForExit(within duration: Duration = .seconds(5)) -> ProgramExit? {
        _ = eventually(within: duration) {
            if exit == nil { exit = ProgramExit.reap(pid) }
            return exit != nil
        }
        return exit
    }

    /// Waits for `started` and returns the program's process id.
    func programPid() throws -> pid_t {
        let line = try #require(control.line())
        let fields = line.split(separator: " ")
        try #require(fields.count == 2 && fields[0] == "started", "unexpected report: \(line)")
        return try #require(pid_t(fields[1]))
    }

    /// The guardian and all processes below it that still live.
    func alive() -> [pid_t] {
        ProcessScan.marked(mark)
    }

    /// Whether all that carries the mark is gone in time.
    func isGone(within duration: Duration = .seconds(30)) -> Bool {
        eventually(within: duration) { alive().allSatisfy { $0 == pid && waitForExit(within: .zero) != nil } }
    }
}

/// How a guardian ended.
enum ProgramExit: Equatable {
    case exited(Int32)
    case signalled(Int32)

    static func reap(_ pid: pid_t) -> ProgramExit? {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        return status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
    }
}
