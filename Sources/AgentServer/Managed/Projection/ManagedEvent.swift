internal import JSON
internal import ManagedAgents

/// One event of a /v1 session, as clients see it.
struct ManagedEvent: Sendable, Hashable {
    let id: String
    /// Its name on the wire, such as `agent.message`.
    let type: String
    /// When it happened, in microseconds since 1970, rising strictly within a session; `nil` for what waits in the queue.
    let time: Int64?
    let position: EventPosition
    /// What it has beside `id`, `type` and `processed_at`.
    let fields: JSONObject
    /// The entry by which it was taken in, where it has waited since, or waits still.
    var accepted: Int?
    /// The thread in whose list it stands; `nil` for the primary one.
    var thread: String?

    /// Bytes of the texts in it.
    var size: Int { JSONValue.object(fields).textSize }

    /// The event on the wire.
    var json: JSONValue {
        var json: JSONObject = ["id": .string(id), "type": .string(type)]
        for (key, value) in fields { json.append(key, value) }
        json.append("processed_at", time.map { Timestamp(microseconds: $0).json } ?? .null)
        return .object(json)
    }
}
