extension Requirement {
    static let initShape = Shape(
        "data of the init message",
        [
            ("type", [.string]), ("subtype", [.string]), ("cwd", [.string]), ("session_id", [.string]), ("tools", [.array]),
            ("mcp_servers", [.array]), ("model", [.string]), ("permissionMode", [.string]), ("slash_commands", [.array]),
            ("apiKeySource", [.string]), ("claude_code_version", [.string]), ("output_style", [.string]), ("agents", [.array]),
            ("skills", [.array]), ("plugins", [.array]), ("uuid", [.string]),
        ]
    )

    static let assistantShape = Shape(
        "an AssistantMessage",
        [
            ("content", [.array]), ("model", [.string]), ("parent_tool_use_id", [.string, .null]), ("error", [.string, .null]),
            ("usage", [.object, .null]),
        ]
    )

    static let userShape = Shape(
        "a UserMessage",
        [
            ("content", [.array, .string]), ("uuid", [.string, .null]), ("parent_tool_use_id", [.string, .null]), ("tool_use_result", []),
        ]
    )

    static let resultShape = Shape(
        "a ResultMessage",
        [
            ("subtype", [.string]), ("duration_ms", [.number]), ("duration_api_ms", [.number]), ("is_error", [.bool]),
            ("num_turns", [.number]),
            ("session_id", [.string]), ("stop_reason", [.string, .null]), ("total_cost_usd", [.number]), ("usage", [.object]),
            ("result", [.string, .null]), ("structured_output", []),
        ]
    )

    static let usageShape = Shape(
        "usage",
        [
            ("input_tokens", [.number]), ("output_tokens", [.number]), ("cache_creation_input_tokens", [.number]),
            ("cache_read_input_tokens", [.number]),
        ]
    )

    static let blockShapes = [
        "text": Shape("a text block", [("text", [.string])]),
        "thinking": Shape("a thinking block", [("thinking", [.string]), ("signature", [.string])]),
        "tool_use": Shape("a tool_use block", [("id", [.string]), ("name", [.string]), ("input", [.object])]),
        "tool_result": Shape(
            "a tool_result block",
            [("tool_use_id", [.string]), ("content", [.string, .array, .null]), ("is_error", [.bool, .null])]
        ),
    ]
}
