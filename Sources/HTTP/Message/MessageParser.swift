internal import CLLHTTP

/// One llhttp parser with the head it has gathered. Confined to its connection's loop.
final class MessageParser {
    enum Kind { case request, response }

    /// What became of some bytes.
    enum Outcome {
        /// All were taken; more may follow.
        case consumed
        /// A message ended after this many bytes.
        case paused(used: Int)
        /// The bytes are no HTTP/1.1.
        case malformed(String)
    }

    private let parser = UnsafeMutablePointer<llhttp_t>.allocate(capacity: 1)
    /// Fields of the head being read. Trailers are checked by the parser and dropped.
    private(set) var fields = HTTPFields()
    /// The request target as on the wire.
    private(set) var target: [UInt8] = []
    private var isReadingName = false
    private var isReadingValue = false
    private var headIsComplete = false
    private var headBytes = 0
    private var trailerBytes = 0
    /// Set when the answer to a HEAD request is awaited, whose length is that of a body that does not come.
    var skipsBody = false
    // Breaks the cycle: the owner holds the parser and outlives every call into it.
    unowned(unsafe) let delegate: any MessageParserDelegate

    /// Bytes of target, names and values of one head. The server's own limit is below it.
    private static let headLimit = 64 * 1024
    private static let trailerLimit = 8 * 1024

    /// Callbacks, filled in once and never changed: safe to share.
    nonisolated(unsafe) private static let settings: UnsafeMutablePointer<llhttp_settings_t> = {
        let settings = UnsafeMutablePointer<llhttp_settings_t>.allocate(capacity: 1)
        llhttp_settings_init(settings)
        settings.pointee.on_url = { parser, start, length in of(parser).readTarget(UnsafeRawBufferPointer(start: start, count: length)) }
        settings.pointee.on_header_field = { parser, start, length in
            of(parser).readName(UnsafeRawBufferPointer(start: start, count: length))
        }
        settings.pointee.on_header_value = { parser, start, length in
            of(parser).readValue(UnsafeRawBufferPointer(start: start, count: length))
        }
        settings.pointee.on_header_field_complete = { parser in of(parser).finishName() }
        settings.pointee.on_headers_complete = { parser in of(parser).finishHead() }
        settings.pointee.on_body = { parser, start, length in
            of(parser).delegate.parserDidReadBody(UnsafeRawBufferPointer(start: start, count: length))
            return 0
        }
        settings.pointee.on_message_complete = { parser in
            of(parser).delegate.parserDidFinishMessage()
            return Int32(bitPattern: HPE_PAUSED.rawValue)
        }
        return settings
    }()

    private static func of(_ parser: UnsafeMutablePointer<llhttp_t>?) -> MessageParser {
        guard let data = parser?.pointee.data else { preconditionFailure("a parser without its owner") }
        return Unmanaged<MessageParser>.fromOpaque(data).takeUnretainedValue()
    }

    init(_ kind: Kind, delegate: any MessageParserDelegate) {
        self.delegate = delegate
        llhttp_init(parser, kind == .request ? HTTP_REQUEST : HTTP_RESPONSE, Self.settings)
        parser.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit { parser.deallocate() }

    // MARK: - The message

    var method: HTTPMethod { HTTPMethod(String(cString: llhttp_method_name(llhttp_method_t(UInt32(parser.pointee.method))))) }
    var statusCode: Int { Int(parser.pointee.status_code) }
    var minorVersion: Int { Int(parser.pointee.http_minor) }
    var keepsAlive: Bool { llhttp_should_keep_alive(parser) != 0 }
    /// The declared length; 0 when the head declares none.
    var contentLength: UInt64 { parser.pointee.content_length }

    /// Gives the head's fields away and forgets them.
    func takeFields() -> HTTPFields {
        defer { fields = HTTPFields() }
        return fields
    }

    /// Gives the target away and forgets it.
    func takeTarget() -> String {
        defer { target.removeAll(keepingCapacity: true) }
        return String(decoding: target, as: UTF8.self)
    }

    // MARK: - Parsing

    func parse(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return .consumed }
        let result = llhttp_execute(parser, base, bytes.count)
        switch result {
        case HPE_OK: return .consumed
        case HPE_PAUSED: return .paused(used: llhttp_get_error_pos(parser) - base)
        default: return .malformed(reason(result))
        }
    }

    private func reason(_ result: llhttp_errno_t) -> String {
        guard let text = llhttp_get_error_reason(parser), text.pointee != 0 else { return String(cString: llhttp_errno_name(result)) }
        return String(cString: text)
    }

    /// Goes on behind the message that has ended.
    func resume() {
        headIsComplete = false
        headBytes = 0
        trailerBytes = 0
        llhttp_resume(parser)
    }

    /// Tells the parser that the connection has ended; true when that completes a message.
    func finish() -> Bool { llhttp_finish(parser) == HPE_OK }

    private func readTarget(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        target.append(contentsOf: bytes)
        return countHead(bytes)
    }

    private func readName(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        guard !headIsComplete else { return countTrailer(bytes) }
        fields.appendName(bytes, isNew: !isReadingName)
        isReadingName = true
        return countHead(bytes)
    }

    /// Comes once for each field, with or without bytes of a name before it.
    private func finishName() -> Int32 {
        guard !headIsComplete else { return 0 }
        guard isReadingName else { return -1 }
        isReadingName = false
        isReadingValue = false
        return 0
    }

    private func readValue(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        guard !headIsComplete else { return countTrailer(bytes) }
        fields.appendValue(bytes, isNew: !isReadingValue)
        isReadingValue = true
        return countHead(bytes)
    }

    private func countHead(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        headBytes += bytes.count
        return headBytes > Self.headLimit ? -1 : 0
    }

    private func countTrailer(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        trailerBytes += bytes.count
        return trailerBytes > Self.trailerLimit ? -1 : 0
    }

    private func finishHead() -> Int32 {
        headIsComplete = true
        // No protocol is ever switched to: an Upgrade field is passed over, else what follows would not be read as HTTP.
        parser.pointee.upgrade = 0
        guard delegate.parserDidReadHead(self) else { return -1 }
        return skipsBody ? 1 : 0
    }
}
