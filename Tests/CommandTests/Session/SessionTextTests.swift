import JSON
import Testing

@testable import Command

@Suite struct SessionTextTests {
    @Test func columnsAreAsWideAsTheyMustBe() throws {
        let sessions = try JSONValue(
            parsing: #"""
                [{"id":"a","state":"idle","turns":12,"cost_usd":"0.50","bytes":2048,"created":"2026-01-31T08:00:00.123Z",
                "last_activity":"2026-01-31T08:00:01.999Z"},{"id":"long-name","state":"waiting","turns":1,"cost_usd":"10.00","bytes":5,
                "created":null,"last_activity":null}]
                """#
        )
        #expect(
            SessionText.table(sessions.array ?? []) == """
                ID         STATE    TURNS    COST     SIZE  CREATED               LAST ACTIVITY
                a          idle        12   $0.50  2.0 KiB  2026-01-31T08:00:00Z  2026-01-31T08:00:01Z
                long-name  waiting      1  $10.00      5 B  -                     -

                """
        )
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1_048_575, "1023.9 KiB"), (1_048_576, "1.0 MiB"), (1_610_612_736, "1.5 GiB"),
        (3 << 40, "3.0 TiB"), (2048 << 40, "2048.0 TiB"), (Int.max, "8388607.9 TiB"),
    ])
    func aSizeHasTheUnitThatSuitsIt(bytes: Int, expected: String) { #expect(SessionText.size(bytes) == expected) }

    @Test func aSessionIsShownWithItsTurns() throws {
        let session = try JSONValue(
            parsing: #"""
                {"id":"a","state":"idle","turns":1,"cost_usd":"0.50","bytes":5,"created":null,"last_activity":null,"turn_list":
                [{"id":"turn_x","state":"failed","error":"no_result","accepted":"2026-01-31T08:00:00.123Z","started":null,"ended":null,
                "prompt_bytes":null}]}
                """#
        )
        let lines = SessionText.card(session).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "id             a" && lines[4] == "size           5 B")
        #expect(lines[9] == "turn_x  failed (no_result)  2026-01-31T08:00:00Z  -        -                 -")
    }

    @Test func removalsAddUp() throws {
        var report = RemovalReport()
        report.add(["id": "a", "bytes": 1024])
        report.add(["sessions": ["b", "c"], "bytes": 1, "skipped": ["d"], "more": true])
        report.add(["sessions": [], "bytes": 0, "skipped": ["d"], "more": false])
        #expect(report.words == "3 sessions, 1.0 KiB removed" && report.skipped == ["d"])
        #expect(report.json.serializedString() == #"{"sessions":["a","b","c"],"bytes":1025,"skipped":["d"],"dry_run":false}"#)
    }
}
