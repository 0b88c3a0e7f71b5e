import HTTP
import JSON
import ManagedAgents
import Records
import Synchronization
import TestSupport
import Testing

@Suite struct IdempotencyTests {
    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    private final class Origins: Sendable {
        private let seen = Mutex<[RequestOrigin]>([])
        var all: [RequestOrigin] { seen.withLock(\.self) }
        func add(_ origin: RequestOrigin) { seen.withLock { $0.append(origin) } }
    }

    /// A route that counts its calls; one in which a call waits for another; one that refuses.
    private static func routes(_ counter: Counter, _ gate: AsyncStream<Void>) -> [ManagedRoute] {
        [
            .create("/v1/things") { call in .json(["n": JSONValue(counter.next()), "asked": call.json]) },
            .create("/v1/slow") { _ in
                let number = counter.next()
                for await _ in gate { break }
                return .json(["n": JSONValue(number)])
            },
            .create("/v1/refused") { _ in throw ManagedError.invalid("refused \(counter.next())", code: "c") },
            .create("/v1/broken") { _ in throw ManagedError(.serviceUnavailable, "api_error", "broken \(counter.next())") },
            .upload("/v1/upload", UploadLimits(parts: 3, bytes: 1000)) { _ in .json(["n": JSONValue(counter.next())]) },
            .post("/v1/change") { _ in .json(["n": JSONValue(counter.next())]) },
        ]
    }

    private func run(_ body: @escaping @Sendable (ServiceFixture) async throws -> Void) async throws {
        try await ServiceFixture.run(routes: { _ in Self.routes(Counter(), AsyncStream { $0.finish() }) }, body)
    }

    private static let key = [("Idempotency-Key", "k-1")]

    @Test func aRepeatedRequestGetsTheFirstAnswer() async throws {
        try await run { service in
            let first = try await service.send(.post, "/v1/things", ["a": 1], fields: Self.key)
            let second = try await service.send(.post, "/v1/things", ["a": 1], fields: Self.key)
            #expect(first.json["n"] == 1)
            #expect(second.bytes == first.bytes)
            #expect(second.fields["request-id"] != first.fields["request-id"])
            let other = try await service.send(.post, "/v1/things", ["a": 1], fields: [("Idempotency-Key", "k-2")])
            let none = try await service.send(.post, "/v1/things", ["a": 1])
            #expect([other.json["n"], none.json["n"]] == [2, 3])
        }
    }

    @Test func aKeyUsedForSomethingElseIsRefused() async throws {
        try await run { service in
            _ = try await service.send(.post, "/v1/things", ["a": 1], fields: Self.key)
            for (target, body) in [("/v1/things", JSONValue.object(["a": 2])), ("/v1/refused", ["a": 1])] {
                let reply = try await service.send(.post, target, body, fields: Self.key)
                #expect(reply.status == 422)
                #expect(reply.fields["x-should-retry"] == "false")
            }
        }
    }

    @Test func whileTheFirstRunsTheSecondIsToldToWait() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let counter = Counter()
        try await ServiceFixture.run(routes: { _ in Self.routes(counter, gate) }) { service in
            async let first = service.send(.post, "/v1/slow", [:], fields: Self.key)
            let isRunning = await eventually { counter.value == 1 }
            #expect(isRunning)
            let second = try await service.send(.post, "/v1/slow", [:], fields: Self.key)
            #expect(second.status == 409)
            #expect(second.fields["x-should-retry"] == "true")
            #expect(second.fields["retry-after"] == "1")
            let other = try await service.send(.post, "/v1/slow", ["a": 1], fields: Self.key)
            #expect(other.status == 422)
            open.yield()
            let answer = try await first
            #expect(answer.status == 200)
            let third = try await service.send(.post, "/v1/slow", [:], fields: Self.key)
            #expect(third.json["n"] == 1)
            #expect(counter.value == 1)
        }
    }

    @Test func aRefusalIsKeptAndAFailureIsNot() async throws {
        try await run { service in
            let first = try await service.send(.post, "/v1/refused", [:], fields: Self.key)
            let second = try await service.send(.post, "/v1/refused", [:], fields: Self.key)
            #expect(first.status == 400)
            #expect(second.status == 400)
            #expect(second.message == "refused 1")
            #expect(second.json["error"]?["details"]?["error_code"] == "c")
            for number in 2...3 {
                let broken = try await service.send(.post, "/v1/broken", [:], fields: [("Idempotency-Key", "k-2")])
                #expect(broken.message == "broken \(number)")
            }
        }
    }

    @Test func aFormIsTheSameWithAnotherBoundary() async throws {
        try await run { service in
            let first = try await service.upload("/v1/upload", [("file", "a", "abc")], fields: Self.key)
            #expect(first.json["n"] == 1)
            let body =
                "--other\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: text/plain\r\n\r\nabc\r\n--other--"
            let type = [("Content-Type", "multipart/form-data; boundary=other")]
            let second = try await service.send(.post, "/v1/upload", bytes: Array(body.utf8), fields: type + Self.key)
            #expect(second.json["n"] == 1)
            #expect(try await service.upload("/v1/upload", [("file", "a", "abd")], fields: Self.key).status == 422)
        }
    }

    @Test func aKeyIsForgottenAfterADay() async throws {
        let (counter, time) = (Counter(), Counter())
        let sources = ManagedSources(now: { Int64(time.value) * 43_200_000_000 })
        let gate = AsyncStream<Void> { $0.finish() }
        try await ServiceFixture.run(sources: sources, routes: { _ in Self.routes(counter, gate) }) { service in
            var answers: [JSONValue?] = []
            for _ in 0..<4 {
                answers.append(try await service.send(.post, "/v1/things", [:], fields: Self.key).json["n"])
                _ = time.next()
            }
            #expect(answers == [1, 1, 2, 2])
        }
    }

    @Test func whatTheHandlerStoresItselfIsStoredOnce() async throws {
        let store = MemoryRecordStore()
        let counter = Counter()
        let kind = RecordKind(rawValue: "thing")
        let route = ManagedRoute.create("/v1/things") { call in
            let body: JSONValue = ["n": JSONValue(counter.next())]
            let claim = call.claim?.changes(answering: body) ?? []
            try await store.apply([.insert(Record(kind, id: call.id, created: 1, body: body))] + claim)
            return .json(body)
        }
        try await ServiceFixture.run(store: store, routes: { _ in [route] }) { service in
            for _ in 0..<3 {
                let reply = try await service.send(.post, "/v1/things", [:], fields: Self.key)
                #expect(reply.json["n"] == 1)
            }
            let things = try await store.count(kind, parent: nil)
            #expect(things == 1)
        }
    }

    @Test func whoComesAgainAfterALostAnswerIsKnown() async throws {
        let store = ForgetfulStore(losses: 2)
        let origins = Origins()
        let route = ManagedRoute.create("/v1/things", .resumed(nil)) { call in
            origins.add(call.origin)
            return .json(["id": .string(call.origin.id(.session)), "uuid": .string(call.origin.uuid(1))])
        }
        try await ServiceFixture.run(store: store, routes: { _ in [route] }) { service in
            for _ in 0..<2 { #expect(try await service.send(.post, "/v1/things", [:], fields: Self.key).status == 500) }
            #expect(try await service.send(.post, "/v1/things", ["a": 1], fields: Self.key).status == 422)
            let made = try await service.send(.post, "/v1/things", [:], fields: Self.key)
            #expect(try await service.send(.post, "/v1/things", [:], fields: Self.key).json == made.json)
            let seen = origins.all
            #expect(seen.map(\.attempt) == [.first, .repeated, .repeated, .answered])
            #expect(Set(seen.map(\.id)).count == 1 && Set(seen.map(\.time)).count == 1)
            #expect(made.json["id"]?.string == seen[0].id(.session))
            let other = try await service.send(.post, "/v1/things", [:], fields: [("Idempotency-Key", "k-2")])
            #expect(other.json["id"] != made.json["id"] && other.json["uuid"] != made.json["uuid"])
        }
    }

    @Test func whatWasBegunIsForgottenAfterADay() async throws {
        let time = Counter()
        let sources = ManagedSources(now: { Int64(time.value) * 86_400_000_000 })
        let route = ManagedRoute.create("/v1/things", .resumed(nil)) { .json(["id": .string($0.origin.id(.session))]) }
        try await ServiceFixture.run(store: ForgetfulStore(losses: 1), sources: sources, routes: { _ in [route] }) { service in
            let lost = try await service.send(.post, "/v1/things", [:], fields: Self.key)
            _ = time.next()
            let other = try await service.send(.post, "/v1/things", ["a": 1], fields: Self.key)
            #expect([lost.status, other.status] == [500, 200])
        }
    }

    @Test func uuidsOfARequestAreUUIDs() {
        let origin = RequestOrigin(id: "req_1", time: Timestamp(microseconds: 0))
        let uuids = (0..<200).map(origin.uuid)
        #expect(Set(uuids).count == 200)
        let form = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
        #expect(uuids.allSatisfy { (try? form.wholeMatch(in: $0)) != nil })
    }

    @Test func changesDoNotTakeAKey() async throws {
        try await run { service in
            for number in 1...2 {
                let reply = try await service.send(.post, "/v1/change", [:], fields: Self.key)
                #expect(reply.json["n"] == JSONValue(number))
            }
        }
    }

    @Test func aKeyWithoutBoundsIsRefused() async throws {
        try await run { service in
            for key in ["", String(repeating: "k", count: 256), "ü"] {
                let reply = try await service.send(.post, "/v1/things", [:], fields: [("Idempotency-Key", key)])
                #expect(reply.status == 400)
            }
        }
    }
}
