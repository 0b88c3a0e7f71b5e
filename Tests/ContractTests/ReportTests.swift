import JSON
import Testing

@testable import ContractSuite

@Suite struct ReportTests {
    private static func report(_ verdict: Report.Verdict) -> Report {
        Report(id: "F000", title: "a title", verdict: verdict, duration: .milliseconds(1500))
    }

    @Test(arguments: [
        (Report.Verdict.passed, "F000 pass a title", false), (.failed("why"), "F000 fail a title: why", true),
        (.skipped("why not"), "F000 skip a title: why not", false),
    ]) func aLineSaysWhatBecameOfIt(verdict: Report.Verdict, line: String, isFailure: Bool) {
        #expect(Self.report(verdict).line == line)
        #expect(Self.report(verdict).isFailure == isFailure)
    }

    @Test func programsGetTheSame() {
        let expected: JSONValue = ["id": "F000", "title": "a title", "verdict": "fail", "reason": "why", "milliseconds": 1500]
        #expect(Self.report(.failed("why")).json == expected)
        #expect(Self.report(.passed).json["reason"] == .null)
    }
}
