/// Reads requests off a connection's bytes: guard, parser and rules in one. Knows no socket; confined to one loop.
package final class RequestReader {
    /// What became of some bytes.
    package enum Outcome {
        /// All were taken; more may follow.
        case consumed
        /// A request ended after this many bytes.
        case paused(used: Int)
        /// They are refused, with this status if the head was not complete; the reader is of no more use.
        case refused(HTTPStatus, String)
    }

    private let fieldLimit: Int
    private var headGuard: HeadGuard
    private var overhead = BodyOverhead()
    private var bodyBytes = 0
    private var isInBody = false
    private var refusal: HTTPStatus?
    private lazy var parser = MessageParser(.request, delegate: self)
    // Breaks the cycle: the owner holds the reader and outlives every call into it.
    private unowned(unsafe) let delegate: any RequestReaderDelegate

    /// A reader of heads of at most `headBytes` bytes and `headFields` fields.
    package init(headBytes: Int, headFields: Int, delegate: any RequestReaderDelegate) {
        headGuard = HeadGuard(limit: headBytes)
        fieldLimit = headFields
        self.delegate = delegate
    }

    /// Whether any byte of the present request has been seen.
    var hasBegun: Bool { headGuard.hasBegun }

    /// Takes the next bytes.
    package func read(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        let startedInBody = isInBody
        if !startedInBody, let outcome = refusal(of: headGuard.inspect(bytes)) { return outcome }
        bodyBytes = 0
        let outcome = parser.parse(bytes)
        switch outcome {
        case .malformed(let reason): return .refused(refusal ?? .badRequest, reason)
        case .consumed where startedInBody && !overhead.add(wire: bytes.count, content: bodyBytes):
            return .refused(.badRequest, "too much framing for too little content")
        case .consumed: return .consumed
        case .paused(let used): return .paused(used: used)
        }
    }

    /// Makes ready for the request behind the one that has ended.
    package func startNext() {
        headGuard.reset()
        overhead = BodyOverhead()
        isInBody = false
        parser.resume()
    }

    private func refusal(of verdict: HeadGuard.Verdict) -> Outcome? {
        switch verdict {
        case .pass: nil
        case .tooLarge: .refused(.headerFieldsTooLarge, "the head is too large")
        case .targetTooLong: .refused(.uriTooLong, "the request target is too long")
        case .malformed: .refused(.badRequest, "the head is malformed")
        }
    }
}

extension RequestReader: MessageParserDelegate {
    func parserDidReadHead(_ parser: MessageParser) -> Bool {
        isInBody = true
        let method = parser.method
        let fields = parser.takeFields()
        let refused = RequestRules.refusal(of: fields, method, minorVersion: parser.minorVersion, fieldLimit: fieldLimit)
        guard refused == nil, let target = RequestTarget(parser.takeTarget(), method: method) else {
            refusal = refused ?? .badRequest
            return false
        }
        let head = RequestHead(
            method: method,
            target: target,
            fields: fields,
            contentLength: fields["content-length"] == nil ? nil : parser.contentLength,
            minorVersion: parser.minorVersion,
            keepsAlive: parser.keepsAlive
        )
        delegate.readerDidReadHead(head)
        return true
    }

    func parserDidReadBody(_ bytes: UnsafeRawBufferPointer) {
        bodyBytes += bytes.count
        delegate.readerDidReadBody(bytes)
    }

    func parserDidFinishMessage() { delegate.readerDidFinishRequest() }
}
