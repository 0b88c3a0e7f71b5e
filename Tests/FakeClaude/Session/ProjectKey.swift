/// The name of a working folder's transcript folder.
enum ProjectKey {
    static func of(_ path: String) -> String {
        let key = String(String.UnicodeScalarView(path.utf16.map { isPlain($0) ? Unicode.Scalar(UInt8($0)) : "-" }))
        guard key.utf8.count > 200 else { return key }
        var hash: Int32 = 0
        for unit in path.utf16 { hash = (hash << 5) &- hash &+ Int32(unit) }
        return String(key.prefix(200)) + "-" + String(hash.magnitude, radix: 36)
    }

    private static func isPlain(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
