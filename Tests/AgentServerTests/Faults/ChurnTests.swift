import EventLoop
import Glibc
import TestSupport
import Testing

@testable import AgentServer

/// Sessions that come, have a turn and are forgotten cost a server nothing for good. `make faults` has ten thousand of them.
@Suite(.timeLimit(.minutes(60))) struct ChurnTests {
    /// What a server has taken of the machine.
    private struct Holdings: Sendable, CustomStringConvertible {
        let descriptors: Int
        let threads: Int
        let bytes: Int

        init(_ program: ServeProgram) {
            (descriptors, threads, bytes) = (program.descriptors, program.threads, program.residentBytes)
        }

        var description: String { "\(descriptors) descriptors, \(threads) threads, \(bytes >> 10) KiB" }
    }

    private static let sessions = getenv("CHURN_SESSIONS").flatMap { Int(String(cString: $0)) } ?? 400
    private static let clients = 4
    /// What a session that is over may leave in memory, such as its place in an allocator's free lists: far below what one takes while it lives.
    private static let bytesLeft = 4096

    @Test func sessionsThatComeAndGoTakeNoMoreAndMore() async throws {
        DescriptorLimit.raise()
        let arguments = ["--managed-agents", "off", "--max-agents", "\(Self.clients)"]
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude, arguments) { program in
                let early = try await Self.churn(program, 0..<Self.sessions / 4)
                let late = try await Self.churn(program, Self.sessions / 4..<Self.sessions)
                let isFlat = await eventually {
                    let now = Holdings(program)
                    return now.descriptors <= early.descriptors && now.threads <= early.threads
                }
                print("after \(Self.sessions / 4) sessions \(early), after \(Self.sessions) \(late)")
                #expect(isFlat, "\(late) after \(early)")
                #expect(late.bytes - early.bytes < Self.bytesLeft * Self.sessions + (4 << 20), "\(late) after \(early)")
            }
        }
    }

    private static func churn(_ program: ServeProgram, _ sessions: Range<Int>) async throws -> Holdings {
        let next = Shared(sessions)
        try await withThrowingDiscardingTaskGroup { group in
            for _ in 0..<clients {
                group.addTask {
                    while let session = next.change({ $0.popFirst() }) {
                        try await program.server.turn("hello", in: "s\(session)").expectDone()
                    }
                }
            }
        }
        return Holdings(program)
    }
}
