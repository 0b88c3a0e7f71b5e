import ClaudeAgent
import JSON
import Testing

@testable import AgentServer

@Suite struct BackgroundTasksTests {
    private static func listing(_ ids: String...) throws -> AgentMessage {
        let tasks = ids.map { #"{"task_id":"\#($0)","task_type":"local_bash"}"# }.joined(separator: ",")
        return try message(#"{"type":"system","subtype":"background_tasks_changed","tasks":[\#(tasks)]}"#)
    }

    private static func end(_ id: String) throws -> AgentMessage {
        try message(#"{"type":"system","subtype":"task_notification","task_id":"\#(id)","status":"completed"}"#)
    }

    private static func message(_ text: String) throws -> AgentMessage { try AgentMessage(parsing: Array(text.utf8)) }

    @Test func aTaskAtWorkHoldsTheProcess() throws {
        var tasks = BackgroundTasks()
        #expect(!tasks.mayGoOn)
        tasks.receive(try Self.listing("a"))
        #expect(tasks.mayGoOn)
    }

    @Test func whenOneIsOverTheProcessMayBeginATurnAndIsFreeWhenItHas() throws {
        var tasks = BackgroundTasks()
        tasks.receive(try Self.listing("a"))
        tasks.receive(try Self.end("a"))
        tasks.receive(try Self.listing())
        #expect(tasks.mayGoOn)
        tasks.beganByItself()
        #expect(!tasks.mayGoOn)
    }

    @Test func theProcessMayBeginItBehindAPromptThatHasWaited() throws {
        var tasks = BackgroundTasks()
        tasks.receive(try Self.listing("a"))
        tasks.receive(try Self.end("a"))
        tasks.receive(try Self.listing())
        tasks.turnEnded()
        #expect(tasks.mayGoOn)
        tasks.turnEnded()
        #expect(!tasks.mayGoOn)
    }

    @Test func theEndOfASubagentThatItsTurnWaitsForHoldsNothing() throws {
        var tasks = BackgroundTasks()
        tasks.receive(try Self.end("a"))
        #expect(!tasks.mayGoOn)
    }

    @Test func aTaskThatIsKilledWithoutAWordHoldsNothing() throws {
        var tasks = BackgroundTasks()
        tasks.receive(try Self.listing("a", "b"))
        tasks.receive(try Self.listing())
        #expect(!tasks.mayGoOn)
    }
}
