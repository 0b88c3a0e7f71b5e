import Journal
import Testing

@Suite struct JournalNumberingTests {
    @Test func numbersHaveNoGapsAndTimesRise() {
        var numbering = JournalNumbering()
        let drafts = [JournalDraft(.frame), JournalDraft(.frame), JournalDraft(.turnEnded)]
        let events = numbering.number(drafts, now: 100) + numbering.number(drafts, now: 50) + numbering.number(drafts, now: 200)
        #expect(events.map(\.number) == Array(1...9))
        #expect(events.map(\.time) == [100, 101, 102, 103, 104, 105, 200, 201, 202])
        #expect(numbering == JournalNumbering(next: 10, lastTime: 202))
    }
}
