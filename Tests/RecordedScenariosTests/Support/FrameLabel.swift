import JSON

/// What kind of frame a frame is: `system/init`, `assistant/tool_use`, `result/success`, `control_response/initialize/success`.
enum FrameLabel {
    /// - Parameter asked: The subtypes of the host's own requests, by id.
    static func of(_ frame: JSONValue, asked: [String: String]) -> String {
        let type = frame["type"]?.string ?? "untyped"
        return ([type] + details(type, frame, asked)).joined(separator: "/")
    }

    private static func details(_ type: String, _ frame: JSONValue, _ asked: [String: String]) -> [String] {
        switch type {
        case "assistant", "user": return [blockType(frame)]
        case "stream_event": return streamDetails(frame["event"] ?? .null)
        case "control_request": return requestDetails(frame["request"] ?? .null)
        case "control_response": return responseDetails(frame["response"] ?? .null, asked)
        case "command_lifecycle": return [frame["state"]?.string ?? "?"]
        case "result": return [frame["subtype"]?.string ?? "?"] + (frame["is_error"] == true ? ["error"] : [])
        default: return [frame["subtype"]?.string, frame["state"]?.string].compactMap(\.self)
        }
    }

    private static func blockType(_ frame: JSONValue) -> String {
        let content = frame["message"]?["content"]
        let type = content?.string == nil ? content?[0]?["type"]?.string ?? "empty" : "plain"
        return frame["message"]?["model"] == "<synthetic>" ? type + "/synthetic" : type
    }

    private static func streamDetails(_ event: JSONValue) -> [String] {
        [event["type"], event["content_block"]?["type"], event["delta"]?["type"]].compactMap { $0?.string }
    }

    private static func requestDetails(_ request: JSONValue) -> [String] {
        [request["subtype"], request["message"]?["method"], request["input"]?["hook_event_name"]].compactMap { $0?.string }
    }

    private static func responseDetails(_ response: JSONValue, _ asked: [String: String]) -> [String] {
        let id = response["request_id"]?.string ?? ""
        return [asked[id] ?? "unasked", response["subtype"]?.string ?? "?"]
    }
}
