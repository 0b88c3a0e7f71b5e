public import JSON

/// Both directions of the control protocol as one decision table: no I/O, no clock (protocol notes 4.2, 6, 7, 17).
///
/// Feed it frames and wishes; do the actions it returns, in order. Requests of the CLI are served at any time, while
/// initialize is pending too, since an in-process MCP server is asked before initialize is answered.
public struct ControlState: Sendable {
    /// How many requests may be open at a time, each way.
    public struct Limits: Sendable, Hashable {
        /// Requests of the host.
        public var outgoing = 64
        /// Requests of the CLI. One too many is answered with an error, so it is denied.
        public var incoming = 256

        /// The usual limits.
        public init() {}
    }

    /// How far initialization has come.
    public enum Phase: Sendable, Hashable {
        /// Not asked for. Prompts work all the same.
        case notInitialized
        /// Asked for.
        case initializing
        /// Answered.
        case ready(CLICapabilities)
    }

    /// What is to be done.
    public enum Action: Sendable {
        /// Write this frame to the CLI.
        case write(JSONObject)
        /// Write this answer to a request of the CLI. How many there are is for the CLI to say: stop when it does not read them.
        case reply(JSONObject)
        /// The host's request has come to its end.
        case complete(requestID: String, Result<JSONObject, AgentError>)
        /// Work on the CLI's request and hand the answer to ``ControlState/answer(_:with:)``.
        case serve(InboundRequest)
        /// Stop working on the CLI's request; no answer is wanted.
        case drop(requestID: String)
    }

    /// How far initialization has come.
    public private(set) var phase = Phase.notInitialized
    let limits: Limits
    var outgoing: [String: Outgoing] = [:]
    var incoming: Set<String> = []
    private var lastNumber = 0
    private(set) var closed: AgentError?

    struct Outgoing: Sendable {
        let number: Int
        let subtype: String
    }

    /// A fresh connection.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The ids of the host's open requests, oldest first.
    public var openRequests: [String] { outgoing.sorted { $0.value.number < $1.value.number }.map(\.key) }
    /// How many of the CLI's requests are being worked on.
    public var servingCount: Int { incoming.count }

    /// Asks the CLI something.
    ///
    /// - Parameters:
    ///   - request: What to ask.
    ///   - randomness: Makes the id unguessable for what else may write to the pipe.
    /// - Returns: The id, `req_<n>_<8 hex>`, and what to do.
    /// - Throws: ``AgentError/Code/tooManyRequests``, or why the connection is closed.
    public mutating func send(_ request: ControlRequest, randomness: UInt32) throws(AgentError) -> (requestID: String, actions: [Action]) {
        if let closed { throw closed }
        guard outgoing.count < limits.outgoing else {
            throw AgentError(
                .tooManyRequests,
                "\(outgoing.count) control requests are unanswered, the limit; wait for answers before asking more"
            )
        }
        lastNumber += 1
        let digits = String(randomness, radix: 16)
        let id = "req_\(lastNumber)_" + String(repeating: "0", count: 8 - digits.count) + digits
        outgoing[id] = Outgoing(number: lastNumber, subtype: request.subtype)
        if case .initialize = request { phase = .initializing }
        return (id, [.write(request.frame(requestID: id))])
    }

    mutating func finishInitialization(_ outcome: ControlResponse.Outcome) {
        switch outcome {
        case .success(let payload): phase = .ready(CLICapabilities(payload))
        case .failure: phase = .notInitialized
        }
    }

    /// Says that nothing more can be written; what is being worked on is dropped, answers still come in.
    public mutating func closeInput() -> [Action] {
        if closed == nil {
            closed = AgentError(.inputClosed, "the input of claude is closed, so nothing more can be asked; start another process")
        }
        return dropIncoming()
    }

    /// Says that the CLI is gone: every open request of the host fails with `error`, and so does every later one.
    public mutating func end(_ error: AgentError) -> [Action] {
        closed = error
        let failed = openRequests.map { Action.complete(requestID: $0, .failure(error)) }
        outgoing = [:]
        return failed + dropIncoming()
    }

    private mutating func dropIncoming() -> [Action] {
        defer { incoming = [] }
        return incoming.sorted().map { .drop(requestID: $0) }
    }
}
