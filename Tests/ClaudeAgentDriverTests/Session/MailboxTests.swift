import TestSupport
import Testing

@testable import ClaudeAgent

@Suite struct MailboxTests {
    private func mailbox(limit: Int = 10) -> Mailbox<Int> { Mailbox(limit: limit) { $0 } }

    @Test func givesWhatWasPutInOrderAndThenTheEnd() async throws {
        let box = mailbox()
        for number in 1...3 { await box.put(number) }
        box.finish(.success(()))
        var taken: [Int] = []
        while let number = try await box.take() { taken.append(number) }
        #expect(taken == [1, 2, 3])
    }

    @Test func oneThatIsNeverEmptyKeepsNothingThatWasTaken() async throws {
        final class Frame: Sendable {}
        let box = Mailbox<Frame>(limit: 1000) { _ in 1 }
        weak var first: Frame?
        await {
            let frame = Frame()
            first = frame
            await box.put(frame)
        }()
        await box.put(Frame())
        for _ in 0..<1000 {
            await box.put(Frame())
            _ = try await box.take()
        }
        #expect(first == nil)
        #expect(box.storedCount <= 130)
    }

    @Test func anErrorComesAfterTheLastElement() async throws {
        let box = mailbox()
        await box.put(1)
        box.finish(.failure(AgentError(.timeout, "late")))
        #expect(try await box.take() == 1)
        await #expect(throws: AgentError.self) { try await box.take() }
    }

    @Test func aFullOneMakesItsProducerWait() async throws {
        let box = mailbox()
        let put = Recorder<Int>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in [10, 20, 30] {
                    await box.put(number)
                    put.append(number)
                }
                box.finish(.success(()))
            }
            #expect(await eventually { box.isFull })
            #expect(put.all.count <= 1)
            var taken: [Int] = []
            while let number = try await box.take() { taken.append(number) }
            #expect(taken == [10, 20, 30])
            try await group.waitForAll()
        }
    }

    @Test func oneThatIsAbandonedLetsItsProducerGo() async throws {
        let box = mailbox()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for number in [10, 20, 30] { await box.put(number) } }
            #expect(await eventually { box.isFull })
            box.abandon()
        }
        #expect(try await box.take() == nil)
    }

    @Test func aCancelledTakerIsToldSoAndTheNextGetsTheElement() async throws {
        let box = mailbox()
        await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask { try await box.take() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        await box.put(1)
        #expect(try await box.take() == 1)
    }
}
