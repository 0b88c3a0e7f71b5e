internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON

/// Reads the body of a request in its route's form.
struct BodyReader: Sendable {
    /// What was read, and its hash for requests that may be repeated.
    struct Result: Sendable {
        let body: ManagedBody
        var fingerprint: [UInt8] = []
    }

    /// How deep JSON may be nested.
    static let depth = 64

    /// Where uploaded files lie while their request is answered.
    let folder: String

    /// Reads the body and hands it to `work`; uploaded files that `work` has not moved away are gone afterwards.
    ///
    /// - Throws: `ManagedError` 400, 413 or 507, `HTTPError`, what `work` throws.
    func with<T>(_ request: HTTPRequest, _ form: ManagedRoute.BodyForm, id: String, _ work: (Result) async throws -> T) async throws -> T {
        switch form {
        case .none: return try await work(Result(body: .none))
        case .json(let limit):
            let bytes = try await collect(request, limit)
            return try await work(Result(body: .json(try Self.json(bytes, request.fields)), fingerprint: SHA256.hash(bytes)))
        case .form(let limits):
            return try await withFolder(id) { folder in
                let form = try await FormReader.read(request, into: folder, limits: limits)
                return try await work(Result(body: .form(form), fingerprint: form.fingerprint))
            }
        }
    }

    private func collect(_ request: HTTPRequest, _ limit: Int) async throws -> [UInt8] {
        if let length = request.contentLength, length > UInt64(limit) { throw Self.tooLarge(limit) }
        do { return try await request.body.collect(upTo: limit) } catch let error as HTTPError where error.code == .bodyTooLarge {
            throw Self.tooLarge(limit)
        }
    }

    private static func tooLarge(_ limit: Int) -> ManagedError { .tooLarge("the body is larger than \(limit) bytes") }

    /// The document; `{}` for no bytes.
    static func json(_ bytes: [UInt8], _ fields: HTTPFields) throws(ManagedError) -> JSONValue {
        guard !bytes.isEmpty else { return .object([:]) }
        guard HeaderParameters(fields["content-type"] ?? "").value == "application/json" else {
            throw .invalid("content-type must be application/json")
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes, limits: JSONLimits(maximumDepth: depth))
        } catch { throw .invalid("the body is no JSON that can be read here: \(error)") }
        guard value.object != nil else { throw .invalid("the body must be a JSON object") }
        return value
    }

    private func withFolder<T>(_ id: String, _ work: (String) async throws -> T) async throws -> T {
        let path = "\(folder)/\(id)"
        try await BlockingExecutor.shared.run { try Files.makeFolder(path) }
        let result: Swift.Result<T, any Error>
        do { result = .success(try await work(path)) } catch { result = .failure(error) }
        await BlockingExecutor.shared.perform { Files.removeTree(path) }
        return try result.get()
    }
}
