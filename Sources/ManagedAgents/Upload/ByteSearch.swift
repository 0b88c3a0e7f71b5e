internal import Glibc

/// Finds bytes in bytes.
enum ByteSearch {
    /// Where `needle` first begins. The pointers are valid for the call; what is looked at lies inside both.
    static func first(_ needle: [UInt8], in haystack: [UInt8]) -> Int? {
        haystack.withUnsafeBytes { hay in
            needle.withUnsafeBytes { needle in
                guard let start = hay.baseAddress, let sought = needle.baseAddress else { return nil }
                var place = 0
                while place + needle.count <= hay.count {
                    let room = hay.count - needle.count - place + 1
                    guard let found = memchr(start + place, Int32(needle[0]), room) else { return nil }
                    place = UnsafeRawPointer(found) - start
                    if memcmp(start + place, sought, needle.count) == 0 { return place }
                    place += 1
                }
                return nil
            }
        }
    }
}
