/// Something that must hold for every input, however hostile.
public enum FuzzProperty: String, CaseIterable, Sendable {
    /// A JSON document is refused, or read, written and read again without a difference.
    case json
    /// Lines are the same wherever the bytes are split.
    case lines
    /// Requests and their refusal are the same wherever the bytes are split, and nothing forbidden passes.
    case requests
    /// Events are the same wherever the bytes are split, and what is written is read back.
    case events
    /// Decoding and routing a target never fail but by saying so, and undo encoding.
    case targets
    /// Messages of a WebSocket and their refusal are the same wherever the bytes are split, and nothing forbidden passes.
    case sockets

    /// Throws unless the property holds for `bytes`.
    public func check(_ bytes: [UInt8]) throws(PropertyViolation) {
        switch self {
        case .json: try JSONCheck.run(bytes)
        case .lines: try LinesCheck.run(bytes)
        case .requests: try RequestsCheck.run(bytes)
        case .events: try EventsCheck.run(bytes)
        case .targets: try TargetsCheck.run(bytes)
        case .sockets: try SocketsCheck.run(bytes)
        }
    }
}
