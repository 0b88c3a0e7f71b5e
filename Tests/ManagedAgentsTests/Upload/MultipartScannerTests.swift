import Testing

@testable import ManagedAgents

@Suite struct MultipartScannerTests {
    private static let form =
        "preamble\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b.txt\"\r\nContent-Type: text/plain\r\n\r\n"
        + "one\r\n--xy two\r\n\r\n--xyz \t\r\ncontent-disposition: form-data; name=expires\r\n\r\n\r\n--xyz\r\n"
        + "Content-Disposition: form-data; name=\"files[]\"; filename=\"d%22e/ü.md\"\r\n\r\n--xyz\r\n--xyz--\r\nepilogue --xyz"

    private struct Part: Equatable {
        var head: MultipartHead
        var content = ""
        var isWhole = false
    }

    private static func parts(_ text: String, chunk: Int) throws -> [Part] {
        var scanner = MultipartScanner(boundary: "xyz")
        var parts: [Part] = []
        let bytes = Array(text.utf8)
        var contents: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            for event in try scanner.take(Array(bytes[start..<min(start + chunk, bytes.count)])) {
                switch event {
                case .begin(let head):
                    parts.append(Part(head: head))
                    contents.append([])
                case .content(let bytes): contents[contents.count - 1] += bytes
                case .end: parts[parts.count - 1].isWhole = true
                }
            }
        }
        for index in parts.indices { parts[index].content = String(decoding: contents[index], as: UTF8.self) }
        #expect(scanner.isDone)
        return parts
    }

    @Test(arguments: 1...80) func aFormIsTheSameHoweverItIsSplit(_ chunk: Int) throws {
        let parts = try Self.parts(Self.form, chunk: chunk)
        #expect(
            parts == [
                Part(
                    head: MultipartHead(field: "file", fileName: "a \"b.txt", mediaType: "text/plain"),
                    content: "one\r\n--xy two\r\n",
                    isWhole: true
                ),
                Part(head: MultipartHead(field: "expires", fileName: nil, mediaType: nil), content: "", isWhole: true),
                Part(head: MultipartHead(field: "files[]", fileName: "d\"e/ü.md", mediaType: nil), content: "--xyz", isWhole: true),
            ]
        )
    }

    @Test(arguments: [
        "--xyz\r\n\r\n\r\n--xyz--", "--xyz\r\nContent-Disposition: attachment; name=a\r\n\r\n--xyz--", "--xyzz\r\n",
        "--xyz\r\nContent-Disposition: form-data\r\n\r\n\r\n--xyz--", "--xyz\r\nno colon\r\n\r\n",
        "--xyz\r\nX: " + String(repeating: "a", count: 9000),
    ])
    func aBrokenFormIsRefused(_ text: String) {
        #expect(throws: ManagedError.self) {
            var scanner = MultipartScanner(boundary: "xyz")
            _ = try scanner.take(Array(text.utf8))
            guard scanner.isDone else { throw ManagedError.invalid("not whole") }
        }
    }
}
