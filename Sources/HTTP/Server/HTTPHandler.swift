/// Answers one request.
public typealias HTTPHandler = @Sendable (HTTPRequest, ResponseWriter) async throws -> Void
