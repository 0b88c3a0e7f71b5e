import JSON

/// One `[[…]]` order to the stub.
enum Directive: Hashable {
    case tool(name: String, input: JSONObject)
    case also(name: String, input: JSONObject)
    case later(name: String, input: JSONObject)
    case search(String)
    case think(String)
    case text(String)
    case size(Int)
    case echoSystem
    case echoTools
    case remember
    case slow(Duration)
    case stall(Duration)
    case chunks(Int)
    case usage(UsageOverride)
    case stop(String)
    case refuse
    case fault(Fault)

    /// The order makes content of its own, so the default answer is left out.
    var isContent: Bool {
        switch self {
        case .tool, .also, .search, .think, .text, .size, .echoSystem, .echoTools, .remember: true
        case .later, .slow, .stall, .chunks, .usage, .stop, .refuse, .fault: false
        }
    }
}

/// The names that directives are typed with.
enum DirectiveName: String, CaseIterable {
    case tool
    case also
    case later
    case search
    case think
    case text
    case size
    case echoSystem = "echo-system"
    case echoTools = "echo-tools"
    case remember
    case slow
    case stall
    case chunks
    case usage
    case stop
    case refuse
    case error
    case drop
    case dropMid = "drop-mid"
    case streamError = "sse-error"

    /// The argument is a tool name and JSON, which may itself hold `]]`.
    var takesJSON: Bool { [.tool, .also, .later].contains(self) }
}

/// A way for one step to go wrong.
struct Fault: Hashable {
    enum Kind: Hashable {
        /// An HTTP error answer.
        case failure(APIFailure)
        /// The connection is closed before the first byte.
        case drop
        /// The connection is closed after half of the answer.
        case dropMidway
        /// An `error` event after half of the stream.
        case streamError(type: String)
    }

    let kind: Kind
    /// How often, after which the step goes well; nil means always.
    let times: Int?
    /// The directive as typed, which the count is kept under.
    let source: String
}

/// Usage numbers that replace the estimated ones.
struct UsageOverride: Hashable {
    let input: Int
    let output: Int
    let cacheRead: Int
    let cacheWrite: Int
}
