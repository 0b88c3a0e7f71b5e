/// Reads the directives that make a step go wrong.
enum FaultReader {
    static func fault(_ found: DirectiveScanner.Found) throws(ModelStubError) -> Fault {
        var words = Words(found.argument)
        return switch found.name {
        case .drop: Fault(kind: .drop, times: words.times, source: found.source)
        case .dropMid: Fault(kind: .dropMidway, times: words.times, source: found.source)
        case .streamError: try streamError(found, &words)
        default: try failure(found, &words)
        }
    }

    /// `STATUS [xN] [retry-after=SECONDS] [message]`.
    private static func failure(_ found: DirectiveScanner.Found, _ words: inout Words) throws(ModelStubError) -> Fault {
        guard let status = words.first.flatMap({ Int($0) }), (400...599).contains(status) else {
            throw DirectiveReader.fault(found, "give a status from 400 to 599, for example [[error:529 x2]]")
        }
        words.dropFirst()
        let times = words.times
        let retryAfter = words.retryAfter
        let failure = APIFailure(status: status, message: words.rest, retryAfter: retryAfter)
        return Fault(kind: .failure(failure), times: times, source: found.source)
    }

    private static func streamError(_ found: DirectiveScanner.Found, _ words: inout Words) throws(ModelStubError) -> Fault {
        guard let type = words.first, type.hasSuffix("_error") else {
            throw DirectiveReader.fault(found, "give an error type, for example [[sse-error:overloaded_error]]")
        }
        words.dropFirst()
        return Fault(kind: .streamError(type: type), times: words.times, source: found.source)
    }
}

/// The words of a fault's argument, taken from the front.
private struct Words {
    private var list: ArraySlice<Substring>

    init(_ text: String) { list = text.split(separator: " ")[...] }

    var first: String? { list.first.map(String.init) }
    var rest: String? { list.isEmpty ? nil : list.joined(separator: " ") }

    mutating func dropFirst() { list = list.dropFirst() }

    /// Takes `xN`.
    var times: Int? {
        mutating get { number(after: "x", upTo: 1_000) }
    }

    /// Takes `retry-after=SECONDS`.
    var retryAfter: Int? {
        mutating get { number(after: "retry-after=", upTo: 3_600) }
    }

    private mutating func number(after prefix: String, upTo bound: Int) -> Int? {
        guard let word = list.first, word.hasPrefix(prefix), let number = Int(word.dropFirst(prefix.count)) else { return nil }
        guard (0...bound).contains(number) else { return nil }
        list = list.dropFirst()
        return number
    }
}
