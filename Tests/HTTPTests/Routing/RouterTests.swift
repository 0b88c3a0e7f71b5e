import HTTP
import Testing

@Suite struct RouterTests {
    private var router: Router<String> {
        var router = Router<String>()
        router.on(.get, "/health", "health")
        router.on(.post, "/sessions/{id}/messages", "post")
        router.on(.get, "/sessions/{id}/messages", "list")
        router.on(.get, "/sessions/{id}/events/{number}", "event")
        return router
    }

    private func found(_ method: HTTPMethod, _ path: String) -> (String, [String: String])? {
        if case .found(let handler, let values) = router.match(method, path[...]) { (handler, values) } else { nil }
    }

    @Test func methodAndPathLeadToTheHandler() {
        #expect(found(.get, "/health")?.0 == "health")
        #expect(found(.post, "/sessions/a/messages")?.0 == "post")
        #expect(found(.get, "/sessions/a/messages")?.0 == "list")
    }

    @Test func parametersAreDecodedByTheirNames() {
        #expect(found(.get, "/sessions/a%20b/events/7")?.1 == ["id": "a b", "number": "7"])
        #expect(found(.get, "/sessions/a%2Fb/events/7")?.1["id"] == "a/b")
    }

    @Test func headIsAnsweredByTheHandlerOfGet() { #expect(found(.head, "/health")?.0 == "health") }

    @Test func otherMethodsOfAKnownPathAreNamed() {
        guard case .methodNotAllowed(let methods) = router.match(.delete, "/sessions/a/messages") else { return #expect(Bool(false)) }
        #expect(Set(methods) == [.get, .post])
    }

    @Test(arguments: [
        "", "/", "health", "/health/", "//health", "/Health", "/sessions//messages", "/sessions/a", "/sessions/%zz/messages",
        "/sessions/%ff/messages", "*",
    ])
    func otherPathsAreNotFound(path: String) {
        guard case .notFound = router.match(.get, path[...]) else { return #expect(Bool(false), "\(path)") }
    }
}
