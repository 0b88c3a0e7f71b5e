import HTTP
import Testing

@Suite struct QueryItemsTests {
    @Test func pairsAreDecodedInOrder() {
        let items = QueryItems("a=1&b%5B%5D=x+y&b[]=%26&flag&a=2&empty=&x=1=2")
        #expect(items.flaw == nil)
        #expect(items["a"] == "1" && items.values(of: "a") == ["1", "2"])
        #expect(items.values(of: ["b", "b[]"]) == ["x y", "&"])
        #expect(items["flag"] == "" && items["empty"] == "" && items["x"] == "1=2" && items["none"] == nil)
    }

    @Test(arguments: ["a=1&b=%4", "a=1&%zz=1", "a=1&b=%FF"]) func whatIsBehindABrokenPairIsLeftOut(query: String) {
        let items = QueryItems("\(query)&c=3")
        #expect(items.flaw == .encoding)
        #expect(items["a"] == "1" && items["c"] == nil)
    }

    @Test func pairsAreBounded() {
        let query = Array(repeating: "a=1", count: QueryItems.limit).joined(separator: "&")
        #expect(QueryItems(query).flaw == nil)
        #expect(QueryItems("\(query)&b=2").flaw == .count)
        #expect(QueryItems("\(query)&b=2").values(of: "a").count == QueryItems.limit)
    }

    @Test func emptyPairsAreNone() {
        #expect(QueryItems("") == QueryItems() && QueryItems("&&") == QueryItems())
    }
}
