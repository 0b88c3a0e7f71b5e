import EventLoop
import Testing

@testable import AgentServer

@Suite struct TranscriptPlaceTests {
    private static let enqueued = #"{"type":"queue-operation","operation":"enqueue","content":"hi \"type\":\"user\""}"#
    private static let user = #"{"parentUuid":null,"type":"user","message":{"role":"user","content":"hi"},"uuid":"u"}"#

    private static let conversations: [String] = [
        user, "\(enqueued)\n\(user)\n", #"{"type":"assistant"}"#, "garbage\n\(user)\n",
    ]
    private static let others: [String] = [
        "", "\n\n", enqueued, "\(enqueued)\n\(enqueued)\n", "\(enqueued)\n\(user.dropLast(20))", #"{"type":"mode"}"#, "[]\n7\n",
    ]

    @Test(arguments: conversations) func whatWasSaidMakesAConversation(text: String) {
        #expect(TranscriptPlace.holdsConversation(Array(text.utf8)))
    }

    @Test(arguments: others) func nothingElseDoes(text: String) {
        #expect(!TranscriptPlace.holdsConversation(Array(text.utf8)))
    }

    private func prepare(_ text: String?, _ body: @Sendable (TranscriptPlace, String) throws -> Void) async throws {
        try await Workbench.run { bench in
            let folders = LaunchFolders(configuration: "\(bench.path)/c", workspace: "/w", home: "/h", temporary: "/t")
            if let text { try bench.write(text, to: "c/projects/-w/x.jsonl") }
            try body(TranscriptPlace(folders, "x"), "\(bench.path)/c/projects/-w")
        }
    }

    @Test func withoutATranscriptNothingIsMade() async throws {
        try await prepare(nil) { place, folder in
            let isThere = try place.prepare()
            #expect(!isThere)
            #expect(!Files.exists(folder))
        }
    }

    @Test func aTranscriptThatTheCLIWouldRefuseIsPutAside() async throws {
        try await prepare(Self.enqueued + "\n") { place, folder in
            let isThere = try place.prepare()
            #expect(!isThere)
            #expect(Files.entries(of: folder) == ["x.jsonl.incomplete"])
            let isThereAgain = try place.prepare()
            #expect(!isThereAgain)
        }
    }

    @Test func aConversationStays() async throws {
        try await prepare(Self.user + "\n") { place, folder in
            let isThere = try place.prepare()
            #expect(isThere)
            #expect(Files.entries(of: folder) == ["x.jsonl"])
        }
    }

    @Test func aLongTranscriptIsNotReadToItsEnd() async throws {
        try await prepare(String(repeating: Self.enqueued + "\n", count: 60_000)) { place, _ in
            let isThere = try place.prepare()
            #expect(isThere)
        }
    }
}
