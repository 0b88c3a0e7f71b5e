import Glibc
import JSON
import Testing

/// Runs the real program through what a host does with it, and compares its frames with those recorded.
@Suite struct RecordedScenariosTests {
    private static let isRecording = getenv("ROOST_RECORD").map { String(cString: $0) } == "1"
    private static let advice: Comment = """
        When the program has changed, look the difference up in what reads these frames. make cli-update records anew, \
        and so does ROOST_RECORD=1 swift test --filter scenariosAreRecorded.
        """

    @Test(.enabled(if: !isRecording), arguments: Scenario.all)
    func framesHaveTheShapeRecorded(_ scenario: Scenario) async throws {
        let catalogue = try #require(RecordingFolder.catalogue(), Self.advice)
        let recording = try #require(RecordingFolder.recording(scenario.name), Self.advice)
        let differences = recording.differences(from: try await scenario.take(with: .real), catalogue)
        #expect(differences == [], Self.advice)
    }

    @Test(.enabled(if: !isRecording)) func everyRecordingHasItsScenario() {
        #expect(RecordingFolder.scenarioNames() == Scenario.all.map(\.name).sorted(), Self.advice)
    }

    /// Runs each scenario three times, so that what varies is known to vary.
    @Test(.enabled(if: isRecording)) func scenariosAreRecorded() async throws {
        let takes = try await withThrowingTaskGroup(of: (String, Take).self) { group in
            for scenario in Scenario.all {
                for _ in 0..<3 { group.addTask { (scenario.name, try await scenario.take(with: .real)) } }
            }
            return try await group.reduce(into: [String: [Take]]()) { $0[$1.0, default: []].append($1.1) }
        }
        let catalogue = FrameCatalogue(takes.values.flatMap(\.self))
        let recordings = Scenario.all.map { ($0.name, Recording(takes[$0.name] ?? [], catalogue, racing: $0.racing)) }
        #expect(RecordingFolder.replace(catalogue, Dictionary(uniqueKeysWithValues: recordings)))
    }
}
