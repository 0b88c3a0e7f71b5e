internal import AgentServer
internal import Domain
public import EventLoop
internal import Glibc

/// Looks at a machine before it serves: limits, disk, programs, clock, memory, and what one agent takes.
public struct Doctor: Sendable {
    private let invocation: Invocation
    private let group: EventLoopGroup
    private let isQuick: Bool
    /// Whether the report is for a program.
    public let isJSON: Bool

    private var values: SettingValues { invocation.values }

    /// A doctor by the settings of an invocation.
    ///
    /// - Throws: `CommandError` naming a setting with a wrong value.
    public init(_ invocation: Invocation, group: EventLoopGroup) throws(CommandError) {
        self.invocation = invocation
        self.group = group
        isQuick = try invocation.values.isOn(.quick)
        isJSON = try invocation.values.value(.format, "table or json") { ["table": false, "json": true][$0] } ?? false
    }

    /// Looks at everything; what is wrong is in the report.
    ///
    /// - Throws: `CommandError` for settings that cannot be used, `CancellationError`.
    public func run() async throws -> DoctorReport {
        let folder = try await BlockingExecutor.shared.run { [values] in
            try DataFolder.locate(values, isImage: invocation.isImage, workingDirectory: try WorkingDirectory.path())
        }
        let memory = await BlockingExecutor.shared.perform { MachineMemory.read() }
        let sizing = try Sizing(ceiling: values.processMemory())
        let agents = try values.number(.maxAgents, 1...1000) ?? sizing.agents(in: memory.total)
        let standard = ServerConfiguration(dataRoot: folder, runtime: AgentRuntime(claude: "", guardian: "", hostEnvironment: [:]))
        let budget = DescriptorBudget(limit: DescriptorLimit.raise(), agents: agents, waiting: standard.waitingLimit)
        var findings = [MachineChecks.files(budget), MachineChecks.memory(memory)]
        findings += await machine(folder)
        findings.append(await CLICheck(values: values, isQuick: isQuick).run(on: group.loops[0]))
        findings.append(await guardian())
        let canRun = findings.suffix(2).allSatisfy { $0.status != .failed }
        let (agent, peak) = try await measure(canRun: canRun)
        let waiting = try await tryWaiting(canRun: canRun && agent.status == .ok)
        let capacity = DoctorCapacity(memory: memory, peak: peak, standard: sizing)
        return DoctorReport(findings: findings + [agent, waiting] + Self.advice(capacity, agents), capacity: capacity)
    }

    private func machine(_ folder: String) async -> [DoctorFinding] {
        await BlockingExecutor.shared.perform {
            let data = DataFolderCheck(folder: folder)
            return [data.disk(), data.writability(), Self.clock()]
        }
    }

    private static func clock() -> DoctorFinding {
        var program = stat()
        let built = stat("/proc/self/exe", &program) == 0 ? program.st_mtim.tv_sec : 0
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return MachineChecks.clock(now.tv_sec, newest: built)
    }

    private func guardian() async -> DoctorFinding {
        do {
            let values = values
            let path = try await BlockingExecutor.shared.run {
                try ProgramSearch.guardian(values, beside: try ProgramSearch.ownPath())
            }
            return DoctorFinding("guardian", .ok, path)
        } catch {
            return DoctorFinding("guardian", failed: error)
        }
    }

    private func measure(canRun: Bool) async throws -> (DoctorFinding, Int?) {
        guard canRun else { return (DoctorFinding("agent", .skipped, "there is nothing to run it with"), nil) }
        guard !isQuick else { return (DoctorFinding("agent", .skipped, "not measured, for --quick"), nil) }
        do {
            let result = try await AgentMeasurement(setup: AgentSetup(invocation), group: group).run()
            let seconds = (result.time / .milliseconds(100)).rounded() / 10
            return (
                DoctorFinding("agent", .ok, "one short turn took \(seconds) s and \(DoctorCapacity.size(result.peak)) at most"), result.peak
            )
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return (DoctorFinding("agent", failed: error), nil)
        }
    }

    private func tryWaiting(canRun: Bool) async throws -> DoctorFinding {
        let unable = "this claude cannot put calls off: a turn that waits for a person keeps its process"
        guard canRun else { return DoctorFinding("waiting", .skipped, isQuick ? "not tried, for --quick" : "nothing to try it with") }
        do {
            let isAble = try await AgentSetup(invocation).canPostpone(group)
            return DoctorFinding("waiting", isAble ? .ok : .warning, isAble ? "a turn that waits for a person needs no process" : unable)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return DoctorFinding("waiting", failed: error)
        }
    }

    /// What somebody should set who was not asked for it.
    private static func advice(_ capacity: DoctorCapacity, _ agents: Int) -> [DoctorFinding] {
        guard capacity.agents < agents else { return [] }
        let words = "serve would take on \(agents), and \(capacity.agents) fit; give it --max-agents \(capacity.agents)"
        return [DoctorFinding("agents", .warning, words)]
    }
}
