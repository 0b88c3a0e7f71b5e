import TestSupport
import Testing

@testable import AgentServer

@Suite struct OrderedSectionTests {
    @Test func oneIsInItAtATime() async {
        let (section, inside, most) = (OrderedSection(), Shared(0), Shared(0))
        await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<100 {
                tasks.addTask {
                    await section.perform {
                        inside.change { $0 += 1 }
                        most.change { $0 = max($0, inside.value) }
                        await Task.yield()
                        inside.change { $0 -= 1 }
                    }
                }
            }
        }
        #expect(most.value == 1)
    }

    @Test func thoseWhoWaitComeInOrder() async throws {
        let (section, order) = (OrderedSection(), Shared<[Int]>([]))
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                await section.perform { for await _ in gate { return } }
            }
            for number in 0..<5 {
                // The first one, and those before this one, are there.
                _ = await eventually { section.count == number + 1 }
                tasks.addTask { await section.perform { order.change { $0.append(number) } } }
            }
            _ = await eventually { section.count == 6 }
            open.yield()
        }
        #expect(order.value == [0, 1, 2, 3, 4])
    }

    @Test func aFailureLetsTheNextOneIn() async {
        struct Failure: Error {}
        let section = OrderedSection()
        await #expect(throws: Failure.self) { try await section.perform { throw Failure() } }
        let value = await section.perform { 7 }
        #expect(value == 7 && section.count == 0)
    }
}
