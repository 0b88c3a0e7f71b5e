import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct CookbookMapTests {
    private let uuid = "0f4e2a6c-7a1b-4c3d-9e8f-001122334455"

    private func map(_ text: String) async throws -> CookbookMap {
        try await Workbench.run { bench in
            try bench.write(text, to: CookbookMap.fileName)
            return try CookbookMap(in: bench.path)
        }
    }

    @Test func withoutAFileThereAreNoSessions() async throws {
        #expect(try await Workbench.run { try CookbookMap(in: $0.path) } == CookbookMap())
    }

    @Test func entriesAreReadAndTheUnusableCounted() async throws {
        let map = try await map(
            #"{"a":"\#(uuid)","-old":"\#(uuid)","b":"not-a-uuid","c":7,"d":null,"e":"--resume=x","f":"../../\#(uuid)","g":"\#(uuid)"}"#
        )
        #expect(map.sessions == ["a": uuid, "g": uuid])
        #expect(map.unusableCount == 6 && !map.isEmpty)
    }

    @Test func theLastOfTwoEntriesCounts() async throws {
        let map = try await map(#"{"a":"x","a":"\#(uuid)"}"#)
        #expect(map.sessions == ["a": uuid] && map.unusableCount == 0)
    }

    @Test func aMapOfManySessionsIsReadInOneGo() async throws {
        let entries = (0..<30_000).map { #""session-\#($0)":"\#(uuid)""# }
        let map = try await map("{\(entries.joined(separator: ",")),\"session-7\":null}")
        #expect(map.sessions.count == 29_999 && map.unusableCount == 1)
    }

    @Test(arguments: ["", "[]", "{", "null", "{\"a\":"]) func aFileThatIsNoMapIsNotPassedOver(text: String) async throws {
        await #expect { try await map(text) } throws: { error in
            (error as? ServerError)?.code == .sessionFiles && "\(error)".contains(CookbookMap.fileName)
        }
    }
}
