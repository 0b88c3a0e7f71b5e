/// The escape sequences of a string literal.
enum StringEscape {
    static func appendASCII(_ byte: UInt8, to bytes: inout [UInt8]) {
        guard let letter = letter(of: byte) else { return appendUnit(UInt16(byte), to: &bytes) }
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(letter)
    }

    static func appendUnit(_ unit: UInt16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "u"))
        for shift in stride(from: 12, through: 0, by: -4) { bytes.append(hexadecimal(UInt8(unit >> UInt16(shift) & 0xF))) }
    }

    private static func letter(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        default: nil
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
