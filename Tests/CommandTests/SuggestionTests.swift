import Testing

@testable import Command

@Suite struct SuggestionTests {
    @Test(arguments: [("", "", 0), ("a", "", 1), ("abc", "abc", 0), ("abc", "acb", 1), ("kitten", "sitting", 3), ("lsiten", "listen", 1)])
    func distanceCountsEdits(left: String, right: String, expected: Int) {
        #expect(Suggestion.distance(from: left, to: right) == expected)
        #expect(Suggestion.distance(from: right, to: left) == expected)
    }

    @Test(arguments: [("serv", "serve"), ("rnu", "run"), ("versoin", "version"), ("entry-point", "entrypoint")])
    func nearWordIsSuggested(word: String, expected: String) {
        #expect(Suggestion.nearest(to: word, among: ["serve", "run", "demo", "version", "entrypoint"]) == expected)
    }

    @Test(arguments: ["", "x", "banana", "servants-quarters"])
    func farWordIsNot(word: String) {
        #expect(Suggestion.nearest(to: word, among: ["serve", "demo", "version"]) == nil)
    }
}
