public import EventLoop
internal import Synchronization

/// An HTTP/1.1 server: listeners whose connections are dealt out to the loops of a group.
public final class HTTPServer: Sendable {
    private struct State {
        var connections: [ObjectIdentifier: HTTPServerConnection] = [:]
        var turningAway = 0
        var isClosing = false
        var isAborted = false

        /// What becomes of a new connection.
        enum Admission { case serve, turnAway, drop }

        mutating func admit(_ connection: HTTPServerConnection, limit: Int) -> Admission {
            if isAborted { return .drop }
            if connections.count < limit {
                connections[ObjectIdentifier(connection)] = connection
                return .serve
            }
            guard turningAway < HTTPServer.turningAwayLimit else { return .drop }
            turningAway += 1
            return .turnAway
        }
    }

    /// Connections above the limit that are told so at one time; any more are closed without a word.
    private static let turningAwayLimit = 64

    private let group: EventLoopGroup
    private let limits: HTTPServerLimits
    private let handler: HTTPHandler
    private let state = Mutex(State())
    private let dates: [ObjectIdentifier: HTTPDate]

    /// A server that answers with `handler`, which runs on the connection's loop.
    public init(group: EventLoopGroup, limits: HTTPServerLimits = HTTPServerLimits(), handler: @escaping HTTPHandler) {
        self.group = group
        self.limits = limits
        self.handler = handler
        dates = Dictionary(uniqueKeysWithValues: group.loops.map { (ObjectIdentifier($0), HTTPDate()) })
    }

    /// Connections open now.
    public var connectionCount: Int { state.withLock { $0.connections.count } }

    /// Serves until the listeners are closed and every connection has ended.
    ///
    /// Cancelling the task cuts all connections.
    public func run(_ listeners: [Listener]) async throws {
        try await withTaskCancellationHandler {
            try await withThrowingDiscardingTaskGroup { connections in
                for listener in listeners.dropFirst() {
                    connections.addTask { try await self.serve(listener) }
                }
                if let first = listeners.first { try await self.accept(on: first, into: &connections) }
            }
        } onCancel: {
            abortConnections()
        }
    }

    private func serve(_ listener: Listener) async throws {
        try await withThrowingDiscardingTaskGroup { connections in try await self.accept(on: listener, into: &connections) }
    }

    private func accept(on listener: Listener, into connections: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
        while let descriptor = try await nextConnection(listener) {
            let loop = group.next()
            let isUnix = listener.address.port == nil
            connections.addTask(executorPreference: loop) { await self.serve(descriptor, isUnix: isUnix, on: loop) }
        }
    }

    private func nextConnection(_ listener: Listener) async throws -> Int32? {
        do { return try await listener.accept() } catch let error as IOError where error.code == .closed { return nil }
    }

    private func serve(_ descriptor: Int32, isUnix: Bool, on loop: EventLoop) async {
        let adopted = try? isUnix ? ByteStream.adoptingPipe(descriptor, on: loop) : ByteStream.adoptingSocket(descriptor, on: loop)
        guard let stream = adopted, let date = dates[ObjectIdentifier(loop)] else { return }
        let connection = HTTPServerConnection(stream, limits: limits, date: date)
        let (admission, isClosing) = state.withLock { ($0.admit(connection, limit: limits.connections), $0.isClosing) }
        switch admission {
        case .serve:
            if isClosing { connection.beginClosing() }
            await connection.serve(handler)
            state.withLock { _ = $0.connections.removeValue(forKey: ObjectIdentifier(connection)) }
        case .turnAway:
            await connection.turnAway()
            state.withLock { $0.turningAway -= 1 }
        case .drop: connection.abort()
        }
    }

    /// Lets running exchanges finish, closes idle connections, takes no further request. Close the listeners first.
    public func beginClosing() {
        let connections = state.withLock { state in
            state.isClosing = true
            return Array(state.connections.values)
        }
        for connection in connections { connection.loop.execute { connection.beginClosing() } }
    }

    /// Cuts every connection, also those that come later, and cancels its handler.
    public func abortConnections() {
        let connections = state.withLock { state in
            state.isAborted = true
            return Array(state.connections.values)
        }
        for connection in connections { connection.loop.execute { connection.abort() } }
    }
}
