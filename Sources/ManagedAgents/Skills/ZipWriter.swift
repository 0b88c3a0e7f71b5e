/// Files as one ZIP archive, not compressed (APPNOTE 6.3.9, sections 4.3.7, 4.3.12 and 4.3.16). Pure; up to 65,535 files and 4 GiB.
struct ZipWriter {
    private var archive: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// 1980-01-01: the same files give the same archive.
    private static let date: UInt16 = 0x21
    /// UTF-8 names.
    private static let flags: UInt16 = 1 << 11

    /// Adds a file.
    mutating func add(_ name: String, _ content: [UInt8]) {
        let start = UInt32(archive.count)
        let common = Self.common(name, content)
        archive += Self.bytes(UInt32(0x0403_4B50)) + common + name.utf8 + content
        directory += Self.bytes(UInt32(0x0201_4B50)) + Self.bytes(UInt16(0x0314)) + common + Self.bytes(UInt16(0)) + Self.bytes(UInt16(0))
        directory += Self.bytes(UInt16(0)) + Self.bytes(UInt32(0o100644) << 16) + Self.bytes(start) + name.utf8
        count += 1
    }

    private static func common(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let size = bytes(UInt32(content.count))
        return bytes(UInt16(20)) + bytes(flags) + bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(date) + bytes(CRC32.of(content)) + size + size
            + bytes(UInt16(name.utf8.count)) + bytes(UInt16(0))
    }

    /// The whole archive.
    func finish() -> [UInt8] {
        let numbers = Self.bytes(UInt16(0)) + Self.bytes(UInt16(0)) + Self.bytes(UInt16(count)) + Self.bytes(UInt16(count))
        let places = Self.bytes(UInt32(directory.count)) + Self.bytes(UInt32(archive.count)) + Self.bytes(UInt16(0))
        return archive + directory + Self.bytes(UInt32(0x0605_4B50)) + numbers + places
    }

    /// The lowest byte first.
    private static func bytes(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}
