import Domain
import HTTP
import JSON
import ManagedAgents
import Testing

@testable import AgentServer

@Suite struct MessageFilesTests {
    private static func refusal(_ bench: MaterialBench, _ blocks: [PromptBlock]) async -> ManagedError? {
        do {
            _ = try await bench.materials.whole(blocks, beside: 0)
            return nil
        } catch { return error as? ManagedError }
    }

    @Test func filesStandInAMessageAsTheModelReadsThem() async throws {
        try await MaterialBench.run { bench in
            let text = try await bench.file(Array("facts".utf8), "text/csv")
            let picture = try await bench.file([1, 2, 3], "image/png")
            let blocks: [PromptBlock] = [.text("see"), .document(.file(text), title: "T", context: nil), .image(.file(picture))]
            #expect(
                try await bench.materials.whole(blocks, beside: 0) == [
                    .text("see"), .document(.text("facts"), title: "T", context: nil),
                    .image(.base64(mediaType: "image/png", data: "AQID")),
                ]
            )
        }
    }

    @Test func whatBecomesTooLargeIsA413() async throws {
        try await MaterialBench.run { bench in
            let large = try await bench.file([UInt8](repeating: 1, count: 13 << 20), "image/png")
            let block = PromptBlock.image(.file(large))
            #expect(await Self.refusal(bench, [block]) == nil)
            // Base64 takes a third more; the second one is no smaller for being the same.
            for blocks in [[block, block], [block, block, block], [block, .text(String(repeating: "x", count: 15 << 20))]] {
                let error = await Self.refusal(bench, blocks)
                #expect(error?.status.code == 413 && error?.type == "request_too_large")
            }
            let escaped = try await bench.file([UInt8](repeating: 1, count: 6 << 20), "text/plain")
            #expect(await Self.refusal(bench, [.document(.file(escaped), title: nil, context: nil)])?.status.code == 413)
        }
    }

    @Test func aFileOfAnotherTypeIsRefused() async throws {
        try await MaterialBench.run { bench in
            let pdf = try await bench.file([1], "application/pdf")
            let zip = try await bench.file([1], "application/zip")
            let bad = try await bench.file([0xFF], "text/plain")
            #expect(await Self.refusal(bench, [.image(.file(pdf))])?.status.code == 400)
            #expect(await Self.refusal(bench, [.document(.file(pdf), title: nil, context: nil)]) == nil)
            for id in [zip, bad] {
                #expect(await Self.refusal(bench, [.document(.file(id), title: nil, context: nil)])?.status.code == 400)
            }
            #expect(await Self.refusal(bench, [.image(.file("file_none"))])?.status.code == 404)
        }
    }
}
