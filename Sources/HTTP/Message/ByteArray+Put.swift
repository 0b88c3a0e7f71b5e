extension [UInt8] {
    mutating func put(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func put(_ text: String) { append(contentsOf: text.utf8) }

    mutating func put(decimal number: Int) { append(contentsOf: String(number).utf8) }

    mutating func put(hex number: Int) { append(contentsOf: String(number, radix: 16).utf8) }
}
