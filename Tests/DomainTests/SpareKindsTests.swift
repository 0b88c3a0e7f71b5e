import Domain
import Testing

@Suite struct SpareKindsTests {
    private func kinds(limit: Int, _ used: String...) -> (kinds: SpareKinds, changes: [Bool]) {
        var kinds = SpareKinds(standing: PoolKey(rawValue: "s"), limit: limit)
        let changes = used.map { kinds.use(PoolKey(rawValue: $0)) }
        return (kinds, changes)
    }

    private func names(_ kinds: SpareKinds) -> [String] { kinds.all.map(\.rawValue) }

    @Test func theLatestKindsComeFirstAndTheStandingOneStays() {
        #expect(names(kinds(limit: 3).kinds) == ["s"])
        #expect(names(kinds(limit: 3, "a", "b").kinds) == ["b", "a", "s"])
        #expect(names(kinds(limit: 3, "a", "b", "a").kinds) == ["a", "b", "s"])
        #expect(names(kinds(limit: 3, "a", "b", "a", "c").kinds) == ["c", "a", "s"])
    }

    @Test func whatChangesNothingSaysSo() {
        #expect(kinds(limit: 2, "s", "a", "a", "s", "b").changes == [false, true, false, false, true])
        #expect(kinds(limit: 1, "a").changes == [false] && names(kinds(limit: 1, "a").kinds) == ["s"])
        #expect(kinds(limit: 0, "a").changes == [false] && kinds(limit: 0, "a").kinds.all.isEmpty)
    }
}
