public import JSON

/// A frame for the CLI's standard input.
public enum OutboundFrame {
    /// `keep_alive`.
    public static let keepAlive: JSONObject = ["type": "keep_alive"]

    /// Takes back a request of the host's own.
    public static func cancel(requestID: String) -> JSONObject {
        ["type": "control_cancel_request", "request_id": .string(requestID)]
    }

    /// The line of a frame, its end included. JSON never holds a bare line end, so one frame is always one line.
    public static func line(_ frame: JSONObject) -> [UInt8] {
        var bytes = JSONValue.object(frame).serialized()
        bytes.append(0x0A)
        return bytes
    }
}
