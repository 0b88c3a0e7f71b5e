import Glibc
import Testing

/// Programs that fork faster than /proc can be read; each is bounded by a count and by a minute, should the guardian fail.
@Suite(.serialized) struct StormTests {
    private static let storms = [
        ["chain"], ["chain-of-sessions"], ["tree", "3000"], ["tree-of-sessions", "3000"],
    ]

    @Test(arguments: storms)
    func endOfTheHostEndsAForkStorm(storm: [String]) throws {
        let guarded = try GuardedProgram([BuiltPrograms.probe] + storm)
        #expect(guarded.output.line() == "going")
        guarded.control.close()
        #expect(guarded.isGone())
        #expect(guarded.waitForExit() == .exited(137))
    }

    @Test func endOfTheProgramEndsAForkStorm() throws {
        let script = "setsid \"$1\" chain-of-sessions & setsid \"$1\" tree-of-sessions 2000 & read line"
        let guarded = try GuardedProgram(["/bin/sh", "-c", script, "sh", BuiltPrograms.probe])
        #expect(guarded.output.line() == "going")
        #expect(guarded.output.line() == "going")
        guarded.input.close()
        #expect(guarded.isGone())
    }

    @Test func longLineOfParentsEnds() throws {
        let guarded = try GuardedProgram([BuiltPrograms.probe, "line", "500"])
        #expect(guarded.output.line(within: .seconds(20)) == "going")
        guarded.control.close()
        #expect(guarded.isGone())
    }

    @Test func fiftyGuardiansLeaveNothingWhenTheHostGoes() throws {
        let guardeds = try (0..<50).map { _ in try GuardedProgram(["/bin/sh", "-c", Script.familyUntilEndOfInput]) }
        for guarded in guardeds { try guarded.waitForFamily() }
        for guarded in guardeds { guarded.control.close() }
        let deadline = Deadline(within: .seconds(30))
        for guarded in guardeds { #expect(guarded.isGone(within: .milliseconds(Int(deadline.millisecondsLeft)))) }
    }
}
