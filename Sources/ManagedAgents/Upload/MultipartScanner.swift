/// Takes `multipart/form-data` apart, correct wherever the bytes are split (RFC 7578, RFC 2046 section 5.1). Pure.
struct MultipartScanner {
    enum Event: Equatable {
        case begin(MultipartHead)
        case content(ArraySlice<UInt8>)
        case end
    }

    private enum Place { case before, afterBoundary, head, content, done }

    /// Bytes of one part's head.
    static let headLimit = 8 << 10

    private let delimiter: [UInt8]
    // The first boundary needs no line break before it.
    private var pending: [UInt8] = [0x0D, 0x0A]
    private var place = Place.before

    init(boundary: String) { delimiter = Array("\r\n--\(boundary)".utf8) }

    /// Whether the closing boundary has come.
    var isDone: Bool { place == .done }

    /// Takes the next bytes.
    ///
    /// - Throws: `ManagedError` 400 for what is no such form.
    mutating func take(_ bytes: [UInt8]) throws(ManagedError) -> [Event] {
        pending += bytes
        var events: [Event] = []
        while try step(&events) { continue }
        return events
    }

    private mutating func step(_ events: inout [Event]) throws(ManagedError) -> Bool {
        switch place {
        case .before:
            return skipToBoundary { _ in }
        case .content:
            return skipToBoundary { events.append($0) }
        case .afterBoundary: return try passBoundary()
        case .head: return try readHead(&events)
        case .done:
            pending = []
            return false
        }
    }

    /// Gives out what is certainly content. Bytes that may be the beginning of a boundary wait.
    private mutating func skipToBoundary(_ tell: (Event) -> Void) -> Bool {
        guard let found = ByteSearch.first(delimiter, in: pending) else {
            let certain = max(0, pending.count - delimiter.count + 1)
            if certain > 0 { tell(.content(pending[..<certain])) }
            pending.removeFirst(certain)
            return false
        }
        if found > 0 { tell(.content(pending[..<found])) }
        if place == .content { tell(.end) }
        pending.removeFirst(found + delimiter.count)
        place = .afterBoundary
        return true
    }

    private mutating func passBoundary() throws(ManagedError) -> Bool {
        guard pending.count >= 2 else { return false }
        switch (pending[0], pending[1]) {
        case (0x2D, 0x2D): place = .done
        case (0x0D, 0x0A): place = .head
        case (0x20, _), (0x09, _):
            pending.removeFirst()
            return true
        default: throw .invalid("the form's boundary is followed by neither a line break nor --")
        }
        pending.removeFirst(2)
        return true
    }

    private mutating func readHead(_ events: inout [Event]) throws(ManagedError) -> Bool {
        guard let end = ByteSearch.first(Array("\r\n\r\n".utf8), in: pending) else {
            guard pending.count <= Self.headLimit else { throw Self.tooLarge }
            return false
        }
        guard end <= Self.headLimit else { throw Self.tooLarge }
        events.append(.begin(try MultipartHead(pending[..<end])))
        pending.removeFirst(end + 4)
        place = .content
        return true
    }

    private static let tooLarge = ManagedError.invalid("the head of a form's part is larger than \(headLimit) bytes")
}
