import JSON

/// What all frames of all scenarios looked like when they were recorded, by label.
struct FrameCatalogue {
    /// The version of the program that was recorded.
    var version: String
    var records: [String: FrameRecord]

    init(_ takes: [Take]) {
        version = takes.compactMap(\.version).first ?? "unknown"
        let shapes = Dictionary(grouping: takes.flatMap(\.shapes)) { $0.label }
        records = shapes.mapValues { FrameRecord($0.map(\.shape)) }
    }

    /// The frames of a run that are not as known, a sentence each.
    /// - Parameter required: Optional keys that frames of a label must have.
    func differences(from take: Take, required: [String: [String]] = [:]) -> [String] {
        var found: Set<String> = []
        for (label, shape) in take.shapes {
            guard let record = records[label] else {
                found.insert("\(label) is new")
                continue
            }
            found.formUnion(record.differences(from: shape, required: required[label] ?? []).map { "\(label) \($0)" })
        }
        return found.sorted()
    }
}

/// The file format: keys sorted, `?` after what is optional, types joined by `|`.
extension FrameCatalogue {
    init?(_ json: JSONValue) {
        guard let version = json["claude"]?.string, let frames = json["frames"]?.object else { return nil }
        self.version = version
        records = [:]
        for (label, keys) in frames {
            guard let keys = keys.object else { return nil }
            records[label] = FrameRecord(keys: Self.keys(keys))
        }
    }

    var json: JSONValue {
        let frames = records.sorted { $0.key < $1.key }.map { label, record in
            (key: label, value: JSONValue.object(Self.members(record)))
        }
        return ["claude": .string(version), "frames": .object(JSONObject(frames))]
    }

    private static func keys(_ object: JSONObject) -> [String: FrameRecord.Key] {
        var keys: [String: FrameRecord.Key] = [:]
        for (name, types) in object {
            let mark = OptionalMark(name)
            let set = Set((types.string ?? "").split(separator: "|").map(String.init))
            keys[mark.name] = FrameRecord.Key(types: set, isOptional: mark.isOptional)
        }
        return keys
    }

    private static func members(_ record: FrameRecord) -> JSONObject {
        JSONObject(
            record.keys.sorted { $0.key < $1.key }.map { path, key in
                let name = OptionalMark(name: path, isOptional: key.isOptional).text
                return (key: name, value: .string(key.types.sorted().joined(separator: "|")))
            }
        )
    }
}

/// A name with `?` after it when what it names may be missing.
struct OptionalMark {
    let name: String
    let isOptional: Bool

    var text: String { isOptional ? name + "?" : name }

    init(name: String, isOptional: Bool) {
        self.name = name
        self.isOptional = isOptional
    }

    init(_ text: String) {
        isOptional = text.hasSuffix("?")
        name = isOptional ? String(text.dropLast()) : text
    }
}
