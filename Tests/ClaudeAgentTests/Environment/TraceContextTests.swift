import ClaudeAgent
import Testing

private let traceID = "0af7651916cd43dd8448eb211c80319c"
private let spanID = "b7ad6b7169203331"

@Suite struct TraceContextTests {
    @Test(arguments: ["00-\(traceID)-\(spanID)-01", "01-\(traceID)-\(spanID)-00", "cc-\(traceID)-\(spanID)-01-later"])
    func acceptsTheW3CForm(_ text: String) {
        #expect(TraceContext(traceParent: text)?.traceParent == text)
    }

    @Test(arguments: [
        "", "00", "00-\(traceID)-\(spanID)", "00-\(traceID)-\(spanID)-01-more", "ff-\(traceID)-\(spanID)-01",
        "00-\(traceID.uppercased())-\(spanID)-01",
        "00-00000000000000000000000000000000-\(spanID)-01", "00-\(traceID)-0000000000000000-01", "00-\(traceID)-\(spanID)-1",
        "0g-\(traceID)-\(spanID)-01", "00-\(traceID)-\(spanID)-01\n", " 00-\(traceID)-\(spanID)-01",
        "00-\(traceID)x-\(spanID.dropLast())-01",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(TraceContext(traceParent: text) == nil)
    }

    @Test func keepsAStateWithinTheLimitsAndDropsOthers() {
        let parent = "00-\(traceID)-\(spanID)-01"
        #expect(TraceContext(traceParent: parent, traceState: "a=1,b=2")?.traceState == "a=1,b=2")
        for bad in ["", "a", "a=1\nb=2", "a=é", String(repeating: "a=1,", count: 33), "a=" + String(repeating: "x", count: 600)] {
            let context = TraceContext(traceParent: parent, traceState: bad)
            #expect(context != nil && context?.traceState == nil)
        }
    }
}
