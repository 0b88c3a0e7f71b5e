import EventLoop
import Testing

@Suite struct ListenerTests {
    @Test func closeInACancelledTaskStillFreesTheAddress() async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: group.loops[0])
            await withTaskGroup { tasks in
                tasks.addTask { await listener.close() }
                tasks.cancelAll()
            }
            try await Listener.bind(to: listener.address, on: group.loops[0]).close()
        }
    }
}
