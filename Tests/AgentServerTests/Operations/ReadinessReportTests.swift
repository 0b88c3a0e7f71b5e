import Testing

@testable import AgentServer

@Suite struct ReadinessReportTests {
    private let well = [Readiness.Finding(name: "accepting", failure: nil), .init(name: "disk", failure: nil)]
    private let ill = [Readiness.Finding(name: "accepting", failure: nil), .init(name: "disk", failure: "full")]

    @Test func allIsWellInOneWord() {
        let report = ReadinessReport(well, query: "")
        #expect(report.isReady && report.text == "ok\n")
    }

    @Test(arguments: ["verbose", "verbose=1", "a=b&verbose", "verbose&"]) func verboseTellsEveryCheck(query: String) {
        #expect(ReadinessReport(well, query: query[...]).text == "[+]accepting ok\n[+]disk ok\nreadyz check passed\n")
    }

    @Test func aFailureIsToldUnasked() {
        let report = ReadinessReport(ill, query: "")
        #expect(!report.isReady && report.text == "[+]accepting ok\n[-]disk failed: full\nreadyz check failed\n")
    }

    @Test(arguments: ["exclude=disk&verbose", "verbose&exclude=%64isk", "exclude=disk&exclude=accepting&verbose"])
    func whatIsExcludedDoesNotCount(query: String) {
        let report = ReadinessReport(ill, query: query[...])
        #expect(report.isReady && report.text.contains("[+]disk excluded: ok\nreadyz check passed\n"))
    }

    @Test(arguments: ["exclude=other&verbose", "exclude=&verbose", "exclude=disk%0A&verbose"]) func whatDoesNotExistCannotBeExcluded(
        query: String
    ) {
        let report = ReadinessReport(ill, query: query[...])
        #expect(!report.isReady && report.text.contains("[-]disk failed: full\nwarn: some of the excluded checks do not exist\n"))
    }

    @Test(arguments: ["exclude", "exclude=%zz", "=", "&&", "verbos"]) func oddQueriesAreIgnored(query: String) {
        #expect(ReadinessReport(well, query: query[...]).text == "ok\n")
    }

    @Test func aReasonCannotForgeALine() {
        let forged = [Readiness.Finding(name: "disk", failure: "full\n[+]disk ok\r\nreadyz check passed")]
        #expect(ReadinessReport(forged, query: "").text == "[-]disk failed: full [+]disk ok readyz check passed\nreadyz check failed\n")
    }

    @Test func withoutChecksItIsReady() {
        #expect(ReadinessReport([], query: "verbose").text == "readyz check passed\n")
    }
}
