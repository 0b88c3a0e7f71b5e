/// Byte equality of strings.
///
/// Swift's `==` calls two spellings of one character equal (`é` composed and decomposed); to JSON they are different texts.
func sameText(_ left: String, _ right: String) -> Bool {
    left == right && (left.utf8.count == right.utf8.count && left.utf8.elementsEqual(right.utf8))
}
