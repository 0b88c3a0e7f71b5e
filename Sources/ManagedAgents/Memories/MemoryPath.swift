@_spi(_Unicode) internal import Swift

/// The path of a memory. Pure.
struct MemoryPath: Hashable, Sendable {
    let text: String

    /// What is wrong with a path, for errors.
    static let rule =
        "must begin with /, have 1 to 20 segments of at most 255 bytes, none of them empty, . or .., no control or format characters, be in "
        + "Unicode Normalization Form C and have at most 1024 bytes"
    /// What names of files may have on any file system.
    private static let longestSegment = 255

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.count <= 21, parts[0].isEmpty, text.utf8.count <= 1024 else { return nil }
        guard parts.dropFirst().allSatisfy(Self.isName) else { return nil }
        guard text.unicodeScalars.allSatisfy(Self.isAllowed), text.unicodeScalars.elementsEqual(text._nfc) else { return nil }
        self.text = text
    }

    private static func isName(_ part: Substring) -> Bool {
        !part.isEmpty && part != "." && part != ".." && part.utf8.count <= longestSegment
    }

    /// The folders that lead to it, such as `/a` and `/a/b` for `/a/b/c.md`. Where one of them is a memory, this one cannot be a file.
    var folders: [String] {
        text.utf8.indices.dropFirst().filter { text.utf8[$0] == UInt8(ascii: "/") }.map { String(text[..<$0]) }
    }

    /// A path beside this one for a text that cannot have it, by the text's hash: the same text gets the same path. `nil` where there is none.
    func beside(_ hash: String) -> MemoryPath? {
        let cut = text.utf8.lastIndex(of: UInt8(ascii: "/")) ?? text.startIndex
        let (folder, name) = (text[...cut], text[cut...].dropFirst())
        let dot = name.dropFirst().lastIndex(of: ".") ?? name.endIndex
        let tail = ".conflict-\(hash.prefix(8))\(name[dot...])"
        var stem = name[..<dot]
        while !stem.isEmpty {
            if let path = MemoryPath("\(folder)\(stem)\(tail)") { return path }
            stem.removeLast()
        }
        return nil
    }

    private static func isAllowed(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    /// Compares texts byte by byte, in which order lists are.
    static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
}
