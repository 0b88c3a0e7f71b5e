public import JSON

/// One line of a log before it is written.
public struct LogLine: Sendable {
    /// How much it matters.
    public let level: LogLevel
    /// What happened, in constant words.
    public let message: String
    /// The particulars.
    public let fields: [(String, JSONValue)]

    /// One JSON object: `time`, `level`, `message`, then the fields.
    public func json(time: String) -> [UInt8] {
        var object = JSONObject([(key: "time", value: .string(time)), (key: "level", value: .string(level.name))])
        object.append("message", .string(message))
        for (key, value) in fields { object.append(key, value) }
        return JSONValue.object(object).serialized()
    }

    /// `time level message key=value …`, for people.
    public func text(time: String) -> String {
        let pairs = fields.map { key, value in " \(key)=\(value.string.map(Self.quoted) ?? value.description)" }
        return "\(time) \(level.name) \(message)\(pairs.joined())"
    }

    /// The line with texts, lists and objects of more than `length` characters cut to that, and an ellipsis where they were. A list or
    /// an object becomes a text.
    public func cutting(valuesTo length: Int) -> LogLine {
        LogLine(level: level, message: message, fields: fields.map { ($0, Self.cut($1, to: length)) })
    }

    /// The line with its message alone.
    public var withoutFields: LogLine { LogLine(level: level, message: message, fields: []) }

    private static func cut(_ value: JSONValue, to length: Int) -> JSONValue {
        let text =
            switch value {
            case .string(let text): text
            case .array, .object: value.serializedString()
            default: ""
            }
        // Not characters: one of those may be made of any number of scalars.
        guard let end = text.unicodeScalars.index(text.startIndex, offsetBy: length, limitedBy: text.endIndex), end < text.endIndex else {
            return value
        }
        return .string("\(String(text.unicodeScalars[..<end]))…")
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.unicodeScalars.allSatisfy(isPlain)
        return isPlain ? text : JSONValue.string(text).serializedString(escaping: .ascii)
    }

    /// Not what ends a value, moves a terminal's cursor, or turns the direction of writing.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: false
        default: scalar != "\"" && scalar != "="
        }
    }
}
