public import EventLoop
internal import HTTP
internal import ModelStub

/// The offline model inside this process, for as long as something runs.
public enum OfflineModel {
    /// The base URL of a model that listens at `address`; the CLI cannot use a Unix socket.
    public static func baseURL(_ address: SocketAddress) -> String? { address.port == nil ? nil : "http://\(address)" }

    /// Calls `body` with the base URL of a model that is started for it when `--model-stub` asks for one, else with `nil`.
    public static func runIfAsked<Value: Sendable>(
        _ values: SettingValues,
        group: EventLoopGroup,
        _ body: @escaping @Sendable (String?) async throws -> Value
    ) async throws -> Value {
        guard try values.isOn(.modelStub) else { return try await body(nil) }
        return try await run(group: group) { try await body($0) }
    }

    /// Starts the model on a free port, calls `body` with its base URL, and ends it.
    ///
    /// - Throws: `IOError` when it cannot listen, or what `body` throws.
    public static func run<Value: Sendable>(
        group: EventLoopGroup,
        _ body: @escaping @Sendable (String) async throws -> Value
    ) async throws -> Value {
        let (addresses, continuation) = AsyncStream<SocketAddress>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let address = try LoopbackAddress("127.0.0.1:0")
        return try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask(executorPreference: group.loops[0]) {
                try await ModelStubServer().run(on: address, group: group) { continuation.yield($0) }
                return nil
            }
            tasks.addTask(executorPreference: group.loops[0]) {
                for await address in addresses { return try await body(baseURL(address) ?? "") }
                throw CancellationError()
            }
            defer { tasks.cancelAll() }
            while let value = try await tasks.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }
}
