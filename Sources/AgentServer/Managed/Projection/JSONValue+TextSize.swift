internal import JSON

extension JSONValue {
    /// Bytes of all texts in it, names included: near enough to what it takes, and counted without writing it.
    var textSize: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .array(let values): values.reduce(0) { $0 + $1.textSize }
        case .object(let object): object.reduce(0) { $0 + $1.key.utf8.count + $1.value.textSize }
        default: 0
        }
    }
}
