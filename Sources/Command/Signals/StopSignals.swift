public import EventLoop
internal import Glibc

/// SIGTERM and SIGINT: the first asks for an end, the second ends this process at once.
public enum StopSignals {
    private static let numbers = [SIGTERM, SIGINT]

    /// Runs `body`, whose `untilStopped` returns at the first signal; what to do then is its own affair.
    public static func serve<Value: Sendable>(
        on loop: EventLoop,
        _ body: @escaping @Sendable (_ untilStopped: @escaping @Sendable () async throws -> Void) async throws -> Value
    ) async throws -> Value {
        let (stops, continuation) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(1))
        return try await watch(on: loop, onFirst: { _ in continuation.finish() }) {
            try await body {
                for await _ in stops { return }
                try Task.checkCancellation()
            }
        }
    }

    /// Runs `body` and cancels it at the first signal.
    ///
    /// - Throws: `CommandError` with the signal's status when one came, else what `body` throws.
    public static func cancelling<Value: Sendable>(
        on loop: EventLoop,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let (stops, continuation) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(1))
        return try await watch(on: loop, onFirst: { continuation.yield($0) }) { try await firstOf(stops, body) }
    }

    private static func firstOf<Value: Sendable>(
        _ stops: AsyncStream<Int32>,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask { try await body() }
            tasks.addTask {
                for await number in stops { throw CommandError(.signal(number), "stopped by \(name(number))") }
                return nil
            }
            defer { tasks.cancelAll() }
            while let value = try await tasks.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    /// Runs `body` with a watch beside it that tells the first signal and ends the process at the second.
    private static func watch<Value: Sendable>(
        on loop: EventLoop,
        onFirst: @escaping @Sendable (Int32) -> Void,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let source = try await SignalSource.open(numbers, on: loop)
        defer { source.close() }
        return try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask(executorPreference: loop) { try await body() }
            tasks.addTask {
                do {
                    onFirst(try await source.next())
                    let second = try await source.next()
                    StandardStream.error.say("roost: stopped at once by a second \(name(second))", within: .zero)
                    _exit(128 + second)
                } catch is CancellationError {
                    return nil
                }
            }
            defer { tasks.cancelAll() }
            while let value = try await tasks.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    private static func name(_ number: Int32) -> String { number == SIGINT ? "SIGINT" : number == SIGTERM ? "SIGTERM" : "signal \(number)" }
}
