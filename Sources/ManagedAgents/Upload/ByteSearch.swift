/// Finds bytes in bytes.
enum ByteSearch {
    /// Where `needle`, which is not empty, first begins.
    static func first(_ needle: [UInt8], in haystack: [UInt8]) -> Int? {
        let end = haystack.count - needle.count
        var place = 0
        while place <= end, let found = haystack[place...end].firstIndex(of: needle[0]) {
            if haystack[found..<(found + needle.count)].elementsEqual(needle) { return found }
            place = found + 1
        }
        return nil
    }
}
