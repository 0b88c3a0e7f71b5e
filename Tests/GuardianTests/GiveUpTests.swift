import Glibc
import Testing

/// A descendant that is killed but does not go.
@Suite struct GiveUpTests {
    private let limit = ["--sweep-ms", "200"]

    /// A shell and its tool under a guardian, with the tool held so that it cannot be reaped.
    private func held() throws -> (guarded: GuardedProgram, holder: Holder) {
        let guarded = try GuardedProgram(["/bin/sh", "-c", "setsid sh -c 'echo $$; exec sleep 1000' & read line"], options: limit)
        let tool = try #require(guarded.output.line().flatMap { pid_t($0) })
        _ = try guarded.programPid()
        return (guarded, try Holder(of: tool))
    }

    @Test func aHostIsToldWhatWouldNotGo() throws {
        let (guarded, holder) = try held()
        guarded.control.write("kill\n")
        let reports = guarded.control.lines()
        #expect(reports == ["signalled 9", "left 1", "swept 0"])
        #expect(guarded.waitForExit() == .exited(137))
        holder.release()
    }

    @Test func withoutAHostTheSweepGoesOnUntilTheLastHasGone() throws {
        let (guarded, holder) = try held()
        let start = ContinuousClock.now
        guarded.control.close()
        // Five times the limit.
        #expect(guarded.waitForExit(within: .seconds(1)) == nil)
        holder.release()
        #expect(guarded.waitForExit() == .exited(137))
        #expect(ContinuousClock.now - start >= .seconds(1))
        #expect(guarded.alive().isEmpty)
    }

    /// Beyond the limit there is nothing to do but to wait.
    @Test func theSweepWithoutEndCostsNearlyNothing() throws {
        let (guarded, holder) = try held()
        guarded.control.close()
        #expect(guarded.waitForExit(within: .seconds(1)) == nil)
        let waits = { ProcessTable.status(guarded.pid, "voluntary_ctxt_switches").flatMap { Int($0) } ?? .max }
        let before = waits()
        #expect(guarded.waitForExit(within: .seconds(2)) == nil)
        #expect(waits() - before <= 5)
        holder.release()
        #expect(guarded.waitForExit() == .exited(137))
    }
}

/// A process outside the tree that keeps one in it from being reaped.
private final class Holder {
    private let input: Descriptor
    private let pid: pid_t

    init(of held: pid_t) throws {
        let (input, output) = (Descriptor.pipe(), Descriptor.pipe())
        self.input = input.writing
        let files = [input.reading, output.writing, output.writing]
        pid = try Spawn.start([BuiltPrograms.probe, "hold", "\(held)"], environment: [], descriptors: files)
        input.reading.close()
        try #require(output.reading.line() == "holding")
    }

    deinit { release() }

    func release() {
        input.close()
        _ = eventually { ProgramExit.reap(pid) != nil }
    }
}
