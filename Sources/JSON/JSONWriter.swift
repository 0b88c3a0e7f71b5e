import CSimdJSON

/// Which characters a written string escapes.
public enum JSONEscaping: Sendable, Hashable {
    /// Only what must be, as `JSON.stringify`: the quote, the backslash and the controls below U+0020; all else is raw UTF-8.
    case minimal
    /// Everything outside U+0020–U+007E as well, as Python's `json.dumps`: `\uXXXX` in lower-case hex, surrogate pairs.
    case ascii
}

/// Appends values to a buffer as compact JSON.
///
/// Recursion is as deep as the value: what was parsed is bounded by ``JSONLimits/maximumDepth``.
struct JSONWriter {
    let escaping: JSONEscaping

    func write(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): withBytes(of: value.text) { bytes.append(contentsOf: $0) }
        case .string(let value): write(value, to: &bytes)
        case .array(let value): write(value, to: &bytes)
        case .object(let value): write(value, to: &bytes)
        }
    }

    private func write(_ elements: [JSONValue], to bytes: inout [UInt8]) {
        var separator = UInt8(ascii: "[")
        if elements.isEmpty { bytes.append(separator) }
        for element in elements {
            bytes.append(separator)
            write(element, to: &bytes)
            separator = UInt8(ascii: ",")
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private func write(_ object: JSONObject, to bytes: inout [UInt8]) {
        var separator = UInt8(ascii: "{")
        if object.isEmpty { bytes.append(separator) }
        for member in object.members {
            bytes.append(separator)
            write(member.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            write(member.value, to: &bytes)
            separator = UInt8(ascii: ",")
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        withBytes(of: text) { escape($0, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Every string of this platform is stored as UTF-8, so the copy is a formality.
    private func withBytes(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        if text.utf8.withContiguousStorageIfAvailable(body) == nil {
            Array(text.utf8).withUnsafeBufferPointer(body)
        }
    }

    /// Appends runs that need no escape whole. `text` is UTF-8 and outlives the call; every index stays below its count.
    private func escape(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        guard let start = text.baseAddress else { return }
        var next = 0
        while true {
            let plain = json_plain_prefix(start + next, text.count - next, escaping == .ascii ? 1 : 0)
            bytes.append(contentsOf: UnsafeBufferPointer(start: start + next, count: plain))
            next += plain
            guard next < text.count else { return }
            next += appendEscape(UnsafeBufferPointer(rebasing: text[next...]), to: &bytes)
        }
    }

    /// Escapes the scalar at the start of `text`, which is well formed as every `String` is; returns how many bytes it took.
    private func appendEscape(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Int {
        guard text[0] >= 0x80 else {
            StringEscape.appendASCII(text[0], to: &bytes)
            return 1
        }
        var scalars = text.makeIterator()
        var decoder = UTF8()
        guard case .scalarValue(let scalar) = decoder.decode(&scalars) else { return 1 }
        for unit in scalar.utf16 { StringEscape.appendUnit(unit, to: &bytes) }
        return UTF8.width(scalar)
    }
}
