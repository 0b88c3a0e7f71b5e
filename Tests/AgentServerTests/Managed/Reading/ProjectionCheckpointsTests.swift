@testable import AgentServer
import Domain
import Journal
import Testing

@Suite struct ProjectionCheckpointsTests {
    private func projection(_ session: String, at number: Int) throws -> SessionProjection {
        let session = try #require(SessionID(session))
        var projection = SessionProjection(ProjectionSubject(session: session, agent: Story.agent))
        _ = projection.apply(JournalEvent(number: number, time: 1, turn: nil, kind: .sessionBound, body: Array("{}".utf8)))
        return projection
    }

    @Test func theNearestOneBeforeAnEntryIsFound() throws {
        let checkpoints = ProjectionCheckpoints()
        for number in [256, 768, 512] { checkpoints.keep(try projection("a", at: number)) }
        let session = try #require(SessionID("a"))
        #expect([255, 256, 700, 9999].map { checkpoints.nearest(session, before: $0)?.number } == [nil, 256, 512, 768])
        checkpoints.forget(session)
        #expect(checkpoints.nearest(session, before: 9999) == nil)
        #expect(checkpoints.count == 0)
    }

    @Test func whoIsAskedForLeastGoesFirstAndTheLimitHolds() throws {
        let checkpoints = ProjectionCheckpoints(limit: 3)
        for session in ["a", "b", "c"] { checkpoints.keep(try projection(session, at: 256)) }
        _ = checkpoints.nearest(try #require(SessionID("a")), before: 256)
        checkpoints.keep(try projection("c", at: 512))
        #expect(checkpoints.nearest(try #require(SessionID("b")), before: 256) == nil)
        #expect(checkpoints.nearest(try #require(SessionID("a")), before: 256) != nil)
        for number in 3...9 { checkpoints.keep(try projection("c", at: 256 * number)) }
        #expect(checkpoints.count == 3)
    }
}
