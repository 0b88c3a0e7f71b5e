internal import HTTP

/// Reads the lines of an answer's head, and skips the heads of interim answers and the trailer behind the body. Pure.
struct ResponseHead {
    /// What has become of the head.
    enum Progress: Equatable { case reading, complete, malformed }

    /// Bytes and fields of all heads of one answer.
    static let byteLimit = 64 * 1024
    static let fieldLimit = 200

    private(set) var status = HTTPStatus(0)
    private(set) var fields = HTTPFields()
    private var bytes = 0
    private var isComplete = false

    /// Takes a line with its line end.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Progress {
        bytes += line.count
        guard bytes <= Self.byteLimit, fields.count < Self.fieldLimit else { return .malformed }
        guard !isComplete else { return .reading }
        let text = Self.trimmed(line)
        guard !text.isEmpty else { return end() }
        guard !text.starts(with: Array("HTTP/".utf8)) else { return begin(text) }
        guard let colon = text.firstIndex(of: 0x3A), colon > text.startIndex else { return .malformed }
        let value = text[text.index(after: colon)...].drop { $0 == 0x20 || $0 == 9 }
        fields.append(String(decoding: text[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        return .reading
    }

    private mutating func begin(_ line: Slice<UnsafeRawBufferPointer>) -> Progress {
        fields = HTTPFields()
        let parts = line.split(separator: 0x20, maxSplits: 2)
        guard parts.count >= 2, let code = Int(String(decoding: parts[1], as: UTF8.self)), (100...999).contains(code) else {
            return .malformed
        }
        status = HTTPStatus(code)
        return .reading
    }

    private mutating func end() -> Progress {
        guard status.code >= 200 else { return .reading }
        isComplete = true
        return .complete
    }

    private static func trimmed(_ line: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
        var end = line.endIndex
        while end > 0, [0x0D, 0x0A, 0x20, 0x09].contains(line[end - 1]) { end -= 1 }
        return line[..<end]
    }
}
