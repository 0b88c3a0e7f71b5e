internal import Glibc

/// Header fields in the order of the wire, in one buffer. Names compare without case.
public struct HTTPFields: Sendable {
    private struct Span {
        var nameStart: Int32
        var nameLength: Int32 = 0
        var valueStart: Int32 = 0
        var valueLength: Int32 = 0
    }

    private var bytes: [UInt8] = []
    private var spans: [Span] = []

    /// No fields.
    public init() {}

    /// How many fields there are.
    public var count: Int { spans.count }

    /// Whether a name or value has a control byte other than a tab.
    var hasControlBytes: Bool { bytes.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F } }

    /// Begins a field, or goes on with the name that is being read.
    mutating func appendName(_ part: UnsafeRawBufferPointer, isNew: Bool) {
        if isNew { spans.append(Span(nameStart: Int32(bytes.count))) }
        bytes.append(contentsOf: part)
        spans[spans.count - 1].nameLength += Int32(part.count)
    }

    /// Begins the value of the last field, or goes on with it.
    mutating func appendValue(_ part: UnsafeRawBufferPointer, isNew: Bool) {
        if isNew { spans[spans.count - 1].valueStart = Int32(bytes.count) }
        bytes.append(contentsOf: part)
        spans[spans.count - 1].valueLength += Int32(part.count)
    }

    /// Adds a field.
    public mutating func append(_ name: String, _ value: String) {
        var span = Span(nameStart: Int32(bytes.count))
        bytes.append(contentsOf: name.utf8)
        span.nameLength = Int32(bytes.count) - span.nameStart
        span.valueStart = Int32(bytes.count)
        bytes.append(contentsOf: value.utf8)
        span.valueLength = Int32(bytes.count) - span.valueStart
        spans.append(span)
    }

    /// The first value of the field `name`.
    public subscript(_ name: StaticString) -> String? {
        for index in spans.indices where isNamed(name, index) { return value(at: index) }
        return nil
    }

    /// Every value of the field `name`, in order.
    public func values(of name: StaticString) -> [String] { spans.indices.filter { isNamed(name, $0) }.map(value(at:)) }

    /// How many fields are called `name`.
    func count(of name: StaticString) -> Int { spans.indices.count { isNamed(name, $0) } }

    /// All fields as text, in order.
    public var all: [(name: String, value: String)] {
        spans.indices.map { (String(decoding: slice(spans[$0].nameStart, spans[$0].nameLength), as: UTF8.self), value(at: $0)) }
    }

    private func value(at index: Int) -> String {
        String(decoding: slice(spans[index].valueStart, spans[index].valueLength), as: UTF8.self)
    }

    private func slice(_ start: Int32, _ length: Int32) -> ArraySlice<UInt8> { bytes[Int(start)..<Int(start + length)] }

    private func isNamed(_ name: StaticString, _ index: Int) -> Bool {
        let span = spans[index]
        guard Int(span.nameLength) == name.utf8CodeUnitCount else { return false }
        return bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return name.utf8CodeUnitCount == 0 }
            let start = (base + Int(span.nameStart)).assumingMemoryBound(to: CChar.self)
            return name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount) {
                strncasecmp(start, $0, Int(span.nameLength)) == 0
            }
        }
    }
}
