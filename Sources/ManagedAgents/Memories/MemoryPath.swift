@_spi(_Unicode) internal import Swift

/// The path of a memory. Pure.
struct MemoryPath: Hashable, Sendable {
    let text: String

    /// What is wrong with a path, for errors.
    static let rule =
        "must begin with /, have 1 to 20 segments, none of them empty, . or .., no control or format characters, be in Unicode Normalization "
        + "Form C and have at most 1024 bytes"

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.count <= 21, parts[0].isEmpty, text.utf8.count <= 1024 else { return nil }
        guard parts.dropFirst().allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
        guard text.unicodeScalars.allSatisfy(Self.isAllowed), text.unicodeScalars.elementsEqual(text._nfc) else { return nil }
        self.text = text
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
