/// What is known of all frames with one label.
struct FrameRecord: Equatable {
    /// One key path: what types it had, and whether it was lacking somewhere where what holds it was there.
    struct Key: Equatable {
        var types: Set<String>
        var isOptional: Bool
    }

    let keys: [String: Key]

    init(keys: [String: Key]) { self.keys = keys }

    init(_ shapes: [Shape]) {
        var keys: [String: Key] = [:]
        for shape in shapes {
            for (path, types) in shape.types { keys[path, default: Key(types: [], isOptional: false)].types.formUnion(types) }
        }
        for path in keys.keys { keys[path]?.isOptional = shapes.contains { $0.lacks(path) } }
        self.keys = keys
    }

    /// What sets a frame apart from the record, a few words each.
    /// - Parameter required: Optional keys that this frame must have.
    func differences(from shape: Shape, required: [String] = []) -> [String] {
        let strange = shape.types.keys.sorted().compactMap { path -> String? in
            guard let key = keys[path] else { return "has the new key \(path)" }
            let new = shape.types[path, default: []].subtracting(key.types)
            return new.isEmpty
                ? nil : "has \(new.sorted().joined(separator: "|")) as \(path), not \(key.types.sorted().joined(separator: "|"))"
        }
        let needed = keys.filter { !$1.isOptional }.keys + required
        return strange + needed.filter { shape.lacks($0) }.sorted().map { "lacks the key \($0)" }
    }
}
