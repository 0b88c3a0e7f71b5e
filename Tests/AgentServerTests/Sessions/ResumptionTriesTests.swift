import ClaudeAgent
import Domain
import Journal
import Records
import Testing

@testable import AgentServer

@Suite struct ResumptionTriesTests {
    @Test func aShortageIsTriedAgainWithoutEndAndAtOnce() {
        var tries = ResumptionTries()
        for second in 0..<1000 { #expect(tries.failed(.shortage, now: .seconds(second)) == ResumptionTries.shortest) }
    }

    @Test func anOutageIsTriedAgainWithoutEndAndEverMoreSeldom() {
        var tries = ResumptionTries()
        let pauses = (0..<20).map { _ in tries.failed(.outage, now: .zero) }
        let first: [Duration?] = [1, 2, 4, 8, 16, 32, 60].map { .seconds($0) }
        #expect(Array(pauses.prefix(7)) == first && pauses.last == ResumptionTries.longest)
    }

    @Test func whatMayNeverPassIsGivenUpAfterSoManyTries() {
        var tries = ResumptionTries()
        for _ in 1..<ResumptionTries.most { #expect(tries.failed(.uncertain, now: .zero) != nil) }
        #expect(tries.failed(.uncertain, now: .zero) == nil && tries.time == nil)
    }

    @Test func anOperatorIsToldOfTheFirstFailureAndAtEachDoubling() {
        var tries = ResumptionTries()
        let told = (1...40).filter { _ in
            _ = tries.failed(.shortage, now: .zero)
            return tries.isWorthTelling
        }
        #expect(told == [1, 2, 4, 8, 16, 32])
    }

    @Test func whatDoesNotPassIsNotTriedAgain() {
        var tries = ResumptionTries()
        #expect(tries.failed(.lasting, now: .zero) == nil && tries.time == nil)
    }

    @Test func theNextTryIsDueOnce() {
        var tries = ResumptionTries()
        _ = tries.failed(.shortage, now: .seconds(5))
        #expect(tries.time == .seconds(6) && !tries.take(.milliseconds(5999)))
        #expect(tries.take(.seconds(6)) && !tries.take(.seconds(7)) && tries.time == nil)
    }

    @Test(arguments: [
        (ServerError.noProcess(after: .seconds(1)) as any Error, ResumptionFault.shortage), (CancellationError(), .shortage),
        (JournalError(.full, "x"), .outage), (JournalError(.damaged, "x"), .uncertain), (RecordError(.io, "x"), .outage),
        (AgentError(.processExited, "x"), .uncertain), (ServerError.noResult, .uncertain),
        (ServerError.lostCall, .lasting), (DefinitionError("skills", "x"), .lasting), (AgentError(.unsupportedCapability, "x"), .lasting),
    ])
    func anErrorSaysWhetherItPasses(error: any Error, fault: ResumptionFault) { #expect(ResumptionFault(error) == fault) }
}
