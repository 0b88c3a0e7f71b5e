import HTTP
import Testing

@testable import HTTPSClient

@Suite struct ResponseHeadTests {
    private func take(_ lines: [String]) -> (ResponseHead, [ResponseHead.Progress]) {
        var head = ResponseHead()
        let progress = lines.map { line in Array((line + "\r\n").utf8).withUnsafeBytes { head.take($0) } }
        return (head, progress)
    }

    @Test func theFinalHeadCountsAndNothingBehindIt() {
        let lines = ["HTTP/1.1 103 Early", "link: x", "", "HTTP/1.1 200", "A:b", "c: d:e \t", "", "x-trailer: 1"]
        let (head, progress) = take(lines)
        #expect(head.status == .ok && head.fields.all.map(\.name) == ["A", "c"] && head.fields["c"] == "d:e")
        #expect(progress.filter { $0 == .complete }.count == 1 && progress[6] == .complete)
    }

    @Test(arguments: [
        ["HTTP/1.1 abc"], ["HTTP/1.1"], ["HTTP/1.1 200 OK", "no colon"], ["HTTP/1.1 200 OK", ": x"], ["HTTP/1.1 200 OK", " folded"],
    ])
    func whatIsNoHeadIsRefused(lines: [String]) { #expect(take(lines).1.last == .malformed) }

    @Test func headsHaveABound() {
        #expect(take(["HTTP/1.1 200 OK"] + (0..<300).map { "x-\($0): 1" }).1.last == .malformed)
        #expect(take(["HTTP/1.1 200 OK", "x: " + String(repeating: "a", count: 70_000)]).1.last == .malformed)
    }
}
