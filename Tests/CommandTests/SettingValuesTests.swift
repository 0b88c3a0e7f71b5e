import Testing

@testable import Command

@Suite struct SettingValuesTests {
    private func values(_ flags: [String: [String]] = [:], _ environment: [String: String] = [:]) -> SettingValues {
        SettingValues(flags: flags, environment: environment)
    }

    @Test func flagWinsOverEnvironmentOverNothing() {
        #expect(values(["model": ["a"]], ["MODEL": "b"]).text(.model) == "a")
        #expect(values([:], ["MODEL": "b"]).text(.model) == "b")
        #expect(values([:], ["MODEL": ""]).text(.model) == nil)
        #expect(values().text(.model) == nil)
    }

    @Test func aFlagReplacesTheWholeListOfTheEnvironment() {
        #expect(values(["listen": ["1"]], ["ROOST_LISTEN": "2,3"]).list(.listen) == ["1"])
        #expect(values([:], ["ROOST_LISTEN": " 2, 3 ,,"]).list(.listen) == ["2", "3"])
    }

    @Test(arguments: [
        ("1", true), ("true", true), ("YES", true), ("on", true), ("0", false), ("false", false), ("No", false), ("off", false),
    ])
    func toggleOfTheEnvironmentIsRead(text: String, expected: Bool) throws {
        #expect(try values([:], ["ROOST_MODEL_STUB": text]).isOn(.modelStub) == expected)
    }

    @Test func anotherTextOfAToggleIsRefused() {
        #expect(throws: CommandError(.configuration, "ROOST_MODEL_STUB is \"maybe\" but must be 1 or 0")) {
            try values([:], ["ROOST_MODEL_STUB": "maybe"]).isOn(.modelStub)
        }
    }

    @Test(arguments: ["0", "1001", "-1", "+5", "1e3", " 5", "five", "99999999999999999999"])
    func numberOutsideItsBoundsIsRefused(text: String) {
        #expect(throws: CommandError(.usage, "--max-steps is \"\(text)\" but must be a whole number from 1 to 1000")) {
            try values(["max-steps": [text]]).number(.maxSteps, 1...1000)
        }
    }

    @Test func aWrongVariableIsAMatterOfConfiguration() {
        #expect {
            try values([:], ["ROOST_QUEUE": "x"]).number(.queue, 0...9)
        } throws: { ($0 as? CommandError)?.code == .configuration }
    }

    @Test(arguments: [
        ("0", Duration.zero), ("90", .seconds(90)), ("90s", .seconds(90)), ("500ms", .milliseconds(500)), ("30m", .seconds(1800)),
        ("2h", .seconds(7200)), ("30d", .seconds(30 * 86_400)),
    ])
    func durationIsRead(text: String, expected: Duration) {
        #expect(ValueText.duration(text) == expected)
    }

    @Test(arguments: ["", "s", "1.5h", "-1", "1w", "1.5d", "1 m", "999999999999999999h", "m5"])
    func anotherDurationIsNot(text: String) { #expect(ValueText.duration(text) == nil) }

    @Test(arguments: [
        (Duration.zero, "0s"), (.milliseconds(1500), "1500ms"), (.seconds(90), "90s"), (.seconds(1800), "30m"), (.seconds(86_400), "24h"),
    ])
    func durationIsDescribed(duration: Duration, expected: String) { #expect(ValueText.describe(duration) == expected) }

    @Test(arguments: [
        ("5", 5), ("512K", 524_288), ("16M", 16_777_216), ("", nil), ("M", nil), ("1G", 1 << 30), ("2T", 2 << 40), ("1P", nil),
        ("-1K", nil), ("999999999999999999M", nil),
    ])
    func bytesAreRead(text: String, expected: Int?) { #expect(ValueText.bytes(text) == expected) }
}
