internal import JSON

/// One thing that a stream shows.
struct StreamItem: Sendable, Hashable {
    /// Its type, which names the frame as well.
    let type: String
    let json: JSONValue
    /// Where to go on behind it; `nil` for what is shown in passing.
    var place: String?

    init(_ event: ManagedEvent) {
        type = event.type
        json = event.json
        place = event.position.text
    }

    /// What is shown in passing.
    init(passing json: JSONValue) {
        type = json["type"]?.string ?? "ping"
        self.json = json
    }
}
