extension [UInt8] {
    mutating func put(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func put(_ text: String) { append(contentsOf: text.utf8) }

    /// Puts a field's name or value. Bytes that would end the field early and so begin another (CR, LF, NUL) are left out.
    mutating func put(fieldText text: String) {
        if text.utf8.contains(where: Self.endsField) { append(contentsOf: text.utf8.filter { !Self.endsField($0) }) } else { put(text) }
    }

    private static func endsField(_ byte: UInt8) -> Bool { byte == 0x0D || byte == 0x0A || byte == 0 }

    mutating func put(decimal number: Int) { append(contentsOf: String(number).utf8) }

    mutating func put(hex number: Int) { append(contentsOf: String(number, radix: 16).utf8) }
}
