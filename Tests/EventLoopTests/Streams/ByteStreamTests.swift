import EventLoop
import Testing

@Suite struct ByteStreamTests {
    @Test func bytesArriveWholeAndInOrder() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            async let writing: Void = {
                for start in stride(from: 0, to: sent.count, by: 10_000) { try await client.write(Array(sent[start..<start + 10_000])) }
                client.closeWhenDrained()
            }()
            var received: [UInt8] = []
            while let bytes = try await server.read() { received += bytes }
            try await writing
            #expect(received == sent)
            server.close()
        }
    }

    @Test func writerSuspendsUntilTheReaderTakesBytes() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            let piece = [UInt8](repeating: 7, count: 1 << 20)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for _ in 0..<64 { try await client.write(piece) } }
                group.addTask {
                    while client.pendingBytes <= ByteStream.highWaterMark { try await loop.sleep(for: .milliseconds(1)) }
                    #expect(client.pendingBytes <= piece.count + ByteStream.highWaterMark)
                    throw CancellationError()
                }
                await #expect(throws: CancellationError.self) { for try await _ in group {} }
                group.cancelAll()
            }
            client.close()
            server.close()
        }
    }

    @Test func endOfWritingComesAfterEverythingQueued() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            // The first piece is more than the kernel takes and stays in flight while the second is queued behind it.
            client.enqueue([UInt8](repeating: 1, count: 8 << 20))
            try await loop.sleep(for: .zero)
            client.enqueue([UInt8](repeating: 2, count: 1 << 20))
            client.endWriting()
            var received = 0
            while let bytes = try await server.read() { received += bytes.count }
            #expect(received == 9 << 20)
            #expect(client.sentBytes == 9 << 20)
            client.close()
            server.close()
        }
    }

    @Test func sentBytesStandStillWhileThePeerTakesNone() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            client.enqueue([UInt8](repeating: 1, count: 32 << 20))
            while client.sentBytes == 0 { try await loop.sleep(for: .milliseconds(1)) }
            var last: UInt64 = 0
            repeat {
                last = client.sentBytes
                try await loop.sleep(for: .milliseconds(20))
            } while client.sentBytes != last
            #expect(client.pendingBytes == 32 << 20 - Int(last))
            _ = try await server.read()
            while client.sentBytes == last, try await server.read() != nil {}
            #expect(client.sentBytes > last)
            client.close()
            server.close()
        }
    }

    @Test func readEndsWhenThePeerCloses() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            client.close()
            #expect(try await server.read() == nil)
            server.close()
        }
    }

    @Test func aWriteToAPeerThatHasGoneFailsAndTheProcessLives() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            server.close()
            await #expect(throws: IOError.self) {
                for _ in 0..<1_000 {
                    try await client.write([1])
                    try await loop.sleep(for: .milliseconds(1))
                }
            }
            client.close()
        }
    }

    @Test func closeEndsAWaitingRead() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask { try await server.read() }
                loop.execute { server.close() }
                await #expect(throws: IOError.self) { try await group.next() }
            }
            client.close()
        }
    }

    @Test func writeToAClosedStreamFails() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            client.close()
            await #expect(throws: IOError.self) { try await client.write([1]) }
            server.close()
        }
    }

    @Test func connectToAFreePortIsRefusedByName() async throws {
        try await withLoop { loop in
            let nobody = SocketAddress.ipv4(host: "127.0.0.1", port: 1)
            let error = await #expect(throws: IOError.self) { try await ByteStream.connect(to: nobody, on: loop) }
            #expect(error?.description == "connect to 127.0.0.1:1: Connection refused")
        }
    }

    @Test func portInUseIsRefusedByName() async throws {
        try await withLoop { loop in
            let first = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: loop)
            let error = await #expect(throws: IOError.self) { try await Listener.bind(to: first.address, on: loop) }
            #expect(error?.description.contains("\(first.address)") == true)
            await first.close()
        }
    }

    @Test func unixSocketConnectsAndItsFileGoesAway() async throws {
        try await withLoop { loop in
            let path = "/tmp/roost-test-\(UInt64.random(in: 0...UInt64.max)).sock"
            let listener = try await Listener.bind(to: .unix(path: path), on: loop)
            async let accepted = listener.accept()
            let client = try await ByteStream.connect(to: .unix(path: path), on: loop)
            let server = try ByteStream.adoptingPipe(try await accepted, on: loop)
            try await client.write(Array("hello".utf8))
            #expect(try await server.read() == Array("hello".utf8))
            client.close()
            server.close()
            await listener.close()
            await #expect(throws: IOError.self) { try await ByteStream.connect(to: .unix(path: path), on: loop) }
        }
    }
}
