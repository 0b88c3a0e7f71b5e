import HTTP
import ManagedAgents
import Records
import Testing

@Suite struct PageRequestTests {
    @Test(arguments: [0, 1, 5, Int.max, 1_795_651_199_999_999]) func aCursorComesBack(_ place: Int) {
        for order in [RecordQuery.Order.ascending, .descending] {
            let cursor = PageCursor(list: "sesn_1/events", order: order, place: place, time: Int64(place), isBackward: place == 1)
            #expect(PageCursor(cursor.text) == cursor)
            #expect(cursor.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x26 && $0 != 0x25 })
        }
    }

    @Test(arguments: ["", "page_", "x", "page_!!", "page_W10", "page_e30", "page_" + String(repeating: "A", count: 2000)])
    func whatWasNotHandedOutIsRefused(_ text: String) throws {
        #expect(PageCursor(text) == nil)
        guard !text.isEmpty else { return }
        let query = try ManagedQuery("page=\(text)")
        #expect(throws: ManagedError.self) { try PageRequest(query, list: "agents") }
    }

    @Test func aPlaceBeforeTheFirstIsRefused() {
        #expect(PageCursor(PageCursor(list: "agents", order: .ascending, place: -1, time: 0).text) == nil)
    }

    @Test func aCursorServesItsOwnListAndOrderAlone() throws {
        let text = PageCursor(list: "agents", order: .descending, place: 5, time: 1_000_000).text
        let page = try PageRequest(ManagedQuery("page=\(text)"), list: "agents", [.order, .times])
        #expect(page.records(RecordKind(rawValue: "x")).after == 5)
        for (query, list) in [
            ("page=\(text)", "vaults"), ("order=asc&page=\(text)", "agents"),
            ("created_at%5Bgte%5D=1970-01-01T00:00:02Z&page=\(text)", "agents"),
        ] {
            #expect(throws: ManagedError.self) { try PageRequest(ManagedQuery(query), list: list, [.order, .times]) }
        }
    }

    @Test func boundsAreReadInEveryForm() throws {
        let query = try ManagedQuery(
            "created_at%5Bgte%5D=1970-01-01T00%3A00%3A01%2B00%3A00&created_at[lt]=1970-01-01T00:00:03Z&limit=7&beta=true"
        )
        let page = try PageRequest(query, list: "agents", .allTimes)
        #expect(page.limit == 7)
        #expect(page.times.earliest == 1_000_000)
        #expect(page.times.latest == 2_999_999)
    }

    @Test func whatAListDoesNotOfferIsPassedOver() throws {
        let query = try ManagedQuery("order=up&created_at[gte]=yesterday&created_at[gt]=yesterday")
        let page = try PageRequest(query, list: "vaults")
        #expect(page.order == .descending && page.times == TimeRange())
        let open = try ManagedQuery("created_at[lt]=yesterday&created_at[lte]=1970-01-01T00:00:03Z")
        #expect(try PageRequest(open, list: "agents", .times).times.latest == 3_000_000)
    }

    @Test(arguments: [
        "limit=0", "limit=101", "limit=x", "limit=1&limit=2", "order=up", "created_at[gte]=yesterday", "limit=%zz", "limit=1e1",
    ])
    func whatIsWrongIsRefused(_ text: String) {
        let error = #expect(throws: ManagedError.self) { try PageRequest(ManagedQuery(text), list: "agents", [.order, .times]) }
        #expect(error?.status == .badRequest)
    }

    @Test func arraysAndFlagsAreRead() throws {
        let query = try ManagedQuery("statuses%5B%5D=idle&statuses[]=running&include_archived=true&name=a+b%2Bc")
        #expect(query.texts("statuses") == ["idle", "running"])
        #expect(try query.flag("include_archived") == true)
        #expect(try query.flag("other") == nil)
        #expect(try query.text("name") == "a b+c")
        #expect(throws: ManagedError.self) { try ManagedQuery("f=yes").flag("f") }
    }
}
