import JSON

/// What one scenario showed when it was recorded; what its frames look like stands in the catalogue.
struct Recording {
    /// One label's frames in this scenario.
    struct Entry {
        /// Keys that are optional in the catalogue but that every such frame of this scenario had.
        var keys: [String]
        /// Whether some runs had no such frame.
        var isOptional: Bool
    }

    var frames: [String: Entry] = [:]
    /// How each process ended.
    var endings: [String]

    /// Several runs of one scenario as one.
    /// - Parameter racing: Labels that are optional even if every run had them.
    init(_ takes: [Take], _ catalogue: FrameCatalogue, racing: Set<String>) {
        endings = takes.first?.endings ?? []
        for label in Set(takes.flatMap(\.shapes).map(\.label)) {
            let byRun = takes.map { take in take.shapes.filter { $0.label == label }.map(\.shape) }
            let own = FrameRecord(byRun.flatMap(\.self))
            let known = catalogue.records[label]?.keys ?? [:]
            let keys = own.keys.filter { !$1.isOptional && known[$0]?.isOptional == true }.keys.sorted()
            frames[label] = Entry(keys: keys, isOptional: racing.contains(label) || byRun.contains { $0.isEmpty })
        }
    }

    /// What sets a run apart from the recording, a sentence each.
    func differences(from take: Take, _ catalogue: FrameCatalogue) -> [String] {
        var found = catalogue.differences(from: take, required: frames.mapValues(\.keys))
        let labels = Set(take.shapes.map(\.label))
        found += labels.filter { frames[$0] == nil }.sorted().map { "\($0) is new in this scenario" }
        found += frames.filter { !$1.isOptional && !labels.contains($0) }.keys.sorted().map { "\($0) is missing" }
        if take.endings != endings { found.append("the processes ended \(take.endings), not \(endings)") }
        return found
    }
}

/// The file format: `?` after a label that may be missing, then the keys that its frames have here beyond what they always have.
extension Recording {
    init?(_ json: JSONValue) {
        guard let list = json["frames"]?.object else { return nil }
        endings = json["endings"]?.array?.compactMap(\.string) ?? []
        for (name, keys) in list {
            let mark = OptionalMark(name)
            frames[mark.name] = Entry(keys: keys.array?.compactMap(\.string) ?? [], isOptional: mark.isOptional)
        }
    }

    var json: JSONValue {
        let list = frames.sorted { $0.key < $1.key }.map { label, entry in
            let name = OptionalMark(name: label, isOptional: entry.isOptional).text
            return (key: name, value: JSONValue.array(entry.keys.map { .string($0) }))
        }
        return ["endings": .array(endings.map { .string($0) }), "frames": .object(JSONObject(list))]
    }
}
