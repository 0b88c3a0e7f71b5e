import Glibc
import Synchronization
import Testing

@testable import EventLoop

@Suite struct ListenerTests {
    private let anyPort = SocketAddress.ipv4(host: "127.0.0.1", port: 0)

    @Test func closeInACancelledTaskStillFreesTheAddress() async throws {
        try await withLoop { loop in
            // A path, since a port that is free again may be given to another test at once.
            let path = SocketAddress.unix(path: "/tmp/roost-test-\(UInt64.random(in: 0...UInt64.max)).sock")
            let listener = try await Listener.bind(to: path, on: loop)
            await withTaskGroup { tasks in
                tasks.addTask { await listener.close() }
                tasks.cancelAll()
            }
            try await Listener.bind(to: path, on: loop).close()
        }
    }

    @Test func outOfDescriptorsItWaitsWithoutSpinningAndThenGoesOn() async throws {
        try await withLoop { loop in
            let attempts = Atomic(0)
            let listener = try await Listener.bind(to: anyPort, on: loop) { descriptor in
                let attempt = attempts.add(1, ordering: .relaxed).newValue
                guard attempt > 3 else { return attempt == 1 ? -EAGAIN : -EMFILE }
                return accept(descriptor, nil, nil)
            }
            async let accepted = listener.accept()
            let client = try await ByteStream.connect(to: listener.address, on: loop)
            close(try await accepted)
            #expect(attempts.load(ordering: .relaxed) == 4)
            client.close()
            await listener.close()
        }
    }

    @Test func cancelledAcceptLeavesTheConnectionForTheNext() async throws {
        try await withLoop { loop in
            let listener = try await Listener.bind(to: anyPort, on: loop)
            await withThrowingTaskGroup(of: Int32.self) { tasks in
                tasks.addTask { try await listener.accept() }
                tasks.cancelAll()
                await #expect(throws: CancellationError.self) { try await tasks.next() }
            }
            let client = try await ByteStream.connect(to: listener.address, on: loop)
            close(try await listener.accept())
            client.close()
            await listener.close()
        }
    }

    @Test func closeEndsAWaitingAccept() async throws {
        try await withLoop { loop in
            let listener = try await Listener.bind(to: anyPort, on: loop)
            await withThrowingTaskGroup(of: Int32.self) { tasks in
                tasks.addTask { try await listener.accept() }
                await listener.close()
                let error = await #expect(throws: IOError.self) { try await tasks.next() }
                #expect(error?.code == .closed)
            }
        }
    }

    @Test func bindInACancelledTaskStillGivesTheListenerItsOwner() async throws {
        try await withLoop { loop in
            try await withThrowingTaskGroup(of: Listener.self) { tasks in
                tasks.addTask { try await Listener.bind(to: anyPort, on: loop) }
                tasks.cancelAll()
                for try await listener in tasks { await listener.close() }
            }
        }
    }

    @Test func acceptedSocketsNoticeThatTheirPeerHasVanished() async throws {
        try await withLoop { loop in
            let listener = try await Listener.bind(to: anyPort, on: loop)
            let client = try await ByteStream.connect(to: listener.address, on: loop)
            let descriptor = try await listener.accept()
            var milliseconds: UInt32 = 0
            var length = socklen_t(MemoryLayout<UInt32>.size)
            #expect(getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, &length) == 0)
            #expect(milliseconds == 60_000)
            var keepsAlive: Int32 = 0
            #expect(getsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &keepsAlive, &length) == 0)
            #expect(keepsAlive == 1)
            close(descriptor)
            client.close()
            await listener.close()
        }
    }
}
