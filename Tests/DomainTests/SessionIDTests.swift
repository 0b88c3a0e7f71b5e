import Domain
import Testing

@Suite struct SessionIDTests {
    @Test(arguments: [
        "a", "A", "0", "z9", "a-", "a_", "a-b_c", "session-1", "9lives", "UPPER", "a--b", "a__b",
        String(repeating: "a", count: 64), "0" + String(repeating: "-", count: 63),
    ]) func aNameOfTheRuleIsTaken(text: String) {
        #expect(SessionID(text)?.text == text)
        #expect(SessionID(text)?.description == text)
    }

    @Test(arguments: [
        "", "-a", "_a", "-", "_", ".", "..", "a.b", "a/b", "a\\b", "a b", " a", "a ", "a\n", "\na", "a\r", "a\t", "a\0", "\0",
        String(repeating: "a", count: 65), "é", "ａ", "аbc", "a\u{301}", "a\u{200B}", "😀", "a:b", "a%41", "a~", "@a", "a@", "`", "a[", "a{",
    ]) func anythingElseIsRefused(text: String) {
        #expect(SessionID(text) == nil)
    }

    @Test func everyASCIICharacterIsJudgedInBothPlaces() {
        let alphanumeric = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        for code in UInt8(0)..<128 {
            let character = Character(UnicodeScalar(code))
            #expect((SessionID(String(character)) != nil) == alphanumeric.contains(character), "first: \(code)")
            #expect((SessionID("a\(character)") != nil) == (alphanumeric.contains(character) || "-_".contains(character)), "later: \(code)")
        }
    }

    @Test func namesDifferByCase() {
        #expect(SessionID("a") != SessionID("A"))
        #expect(SessionID("a") == SessionID("a"))
    }
}
