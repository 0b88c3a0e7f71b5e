internal import CCurl
internal import EventLoop
internal import HTTP

/// A request with everything that libcurl is told about it. Pure.
struct CurlPlan: Sendable {
    /// For errors.
    let origin: String
    let isHead: Bool
    private let url: String
    private let method: String
    private let fields: [String]
    private let body: [UInt8]?
    private let trust: TrustStore
    let proxy: ProxyAddress
    private let exceptions: String
    private let unixSocket: String?
    private let connectMilliseconds: Int

    /// What the client says itself, and once.
    private static let ownFields: Set<String> = ["host", "content-length", "connection", "transfer-encoding", "expect"]
    /// What libcurl would add of itself.
    private static let unwantedFields = ["accept", "content-type", "user-agent"]

    /// - Throws: `HTTPSError` with code `malformedRequest` for what would be read differently, `unavailable` for a proxy that is none.
    init(_ request: HTTPSRequest, _ configuration: HTTPSClientConfiguration) throws {
        guard request.target.utf8.first == 0x2F, request.target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x23 }) else {
            throw HTTPSError(.malformedRequest, "the request target must begin with / and be percent-encoded")
        }
        method = request.method.description
        guard !method.isEmpty, method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw HTTPSError(.malformedRequest, "the method must be made of the letters A to Z")
        }
        isHead = request.method == .head
        guard !isHead || request.body == nil else { throw HTTPSError(.malformedRequest, "a HEAD request has no body") }
        origin = request.server.origin
        url = request.server.description + request.target
        fields = Self.lines(request.fields)
        body = request.body
        trust = configuration.trust
        proxy = request.unixSocket == nil ? try configuration.proxies.proxy(for: request.server) : .none
        exceptions = configuration.proxies.exceptions
        unixSocket = request.unixSocket
        connectMilliseconds = Int(clamping: max(1, configuration.connectTimeout.clampedNanoseconds / 1_000_000))
    }

    private static func lines(_ fields: [(String, String)]) -> [String] {
        var lines: [String] = []
        var names: Set<String> = []
        for (name, value) in fields {
            let key = name.lowercased()
            guard !ownFields.contains(key), isToken(name) else { continue }
            names.insert(key)
            let text = cleaned(value)
            // A field without a value is written so; `name:` would take it away.
            lines.append(text.isEmpty ? "\(name);" : "\(name): \(text)")
        }
        return lines + unwantedFields.filter { !names.contains($0) }.map { "\($0):" }
    }

    /// Bytes that would end the field early are left out.
    private static func cleaned(_ value: String) -> String {
        value.utf8.contains { $0 < 0x20 && $0 != 9 } ? String(decoding: value.utf8.filter { $0 >= 0x20 || $0 == 9 }, as: UTF8.self) : value
    }

    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"()<>@,;:\\\"/[]?={}".utf8.contains($0) }
    }

    /// Calls `run` with the plan in C's form, whose pointers are valid during the call.
    func withPlan<T>(_ run: (UnsafePointer<roost_curl_plan>) -> T) -> T {
        let texts = CTexts()
        // The texts' memory must not be let go while C reads it.
        return withExtendedLifetime(texts) {
            guard let body else { return withUnsafePointer(to: plan(texts, nil)) { run($0) } }
            return body.withUnsafeBytes { bytes in withUnsafePointer(to: plan(texts, bytes)) { run($0) } }
        }
    }

    private func plan(_ texts: CTexts, _ bytes: UnsafeRawBufferPointer?) -> roost_curl_plan {
        roost_curl_plan(
            url: texts.copy(url),
            method: texts.copy(method),
            fields: texts.copy(fields),
            field_count: fields.count,
            // An empty body has no address, and is not the same as none.
            body: bytes.map { $0.baseAddress ?? UnsafeRawPointer(texts.copy("")) },
            body_size: bytes?.count ?? 0,
            trusted_file: trust.file.map { texts.copy($0) },
            trusted_folder: trust.folder.map { texts.copy($0) },
            proxy: texts.copy(proxy.text),
            without_proxy: texts.copy(exceptions),
            unix_socket: unixSocket.map { texts.copy($0) },
            connect_milliseconds: connectMilliseconds,
            without_body: isHead
        )
    }
}
