/// Copies of texts in C's form, which live as long as this object.
final class CTexts {
    private var copies: [UnsafeMutablePointer<CChar>] = []
    private var lists: [UnsafeMutablePointer<UnsafePointer<CChar>>] = []

    deinit {
        for copy in copies { copy.deallocate() }
        for list in lists { list.deallocate() }
    }

    /// The text up to its first NUL.
    func copy(_ text: String) -> UnsafePointer<CChar> {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() { copy[index] = byte }
        copies.append(copy)
        return UnsafePointer(copy)
    }

    /// The texts, one pointer each; at least the room for one.
    func copy(_ texts: [String]) -> UnsafePointer<UnsafePointer<CChar>> {
        let list = UnsafeMutablePointer<UnsafePointer<CChar>>.allocate(capacity: max(1, texts.count))
        for (index, text) in texts.enumerated() { (list + index).initialize(to: copy(text)) }
        lists.append(list)
        return UnsafePointer(list)
    }
}
