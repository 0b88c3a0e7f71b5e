import EventLoop
import Testing

@testable import ClaudeAgent

@Suite struct LineWriterTests {
    @Test func linesOfManyTasksStayWholeAndInTheOrderOfEachTask() async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let child = try await ChildProcess.spawn(ProcessCommand(executable: "/bin/cat"), on: group.loops[0])
            let writer = LineWriter(child.standardInput)
            await withTaskGroup(of: Void.self) { tasks in
                // Half of the tasks run on the loop, half elsewhere.
                for task in 0..<20 {
                    tasks.addTask(executorPreference: task.isMultiple(of: 2) ? group.loops[0] : BlockingExecutor.shared) {
                        for number in 0..<200 { writer.queue(Array("\(task) \(number)\n".utf8)) }
                    }
                }
            }
            writer.close()
            var lines = ByteLines(child.standardOutput, limit: 100)
            var next = [Int](repeating: 0, count: 20)
            while let line = try await lines.next() {
                let words = String(decoding: line, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
                #expect(next[words[0]] == words[1])
                next[words[0]] += 1
            }
            #expect(next == [Int](repeating: 200, count: 20))
            #expect(try await child.waitForExit() == .exited(0))
            child.closeStreams()
        }
    }

    @Test func nothingIsTakenAfterTheClose() async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let child = try await ChildProcess.spawn(ProcessCommand(executable: "/bin/cat"), on: group.loops[0])
            let writer = LineWriter(child.standardInput)
            writer.queue(Array("first\n".utf8))
            writer.close()
            writer.queue(Array("second\n".utf8))
            await #expect(throws: IOError.self) { try await writer.drained() }
            var lines = ByteLines(child.standardOutput, limit: 100)
            #expect(try await lines.next() == Array("first".utf8))
            #expect(try await lines.next() == nil)
            _ = try await child.waitForExit()
            child.closeStreams()
        }
    }
}
