/// One frame of an event stream as it stood on the wire.
struct Frame: Sendable {
    /// Its lines without their ends.
    let lines: [[UInt8]]
    /// When its last byte was read.
    let arrived: ContinuousClock.Instant

    /// The `event` field.
    var event: String? { values(of: "event").first.map { String(decoding: $0, as: UTF8.self) } }

    /// The values of the `data` fields.
    var data: [[UInt8]] { values(of: "data") }

    private func values(of name: String) -> [[UInt8]] {
        let start = Array("\(name):".utf8)
        return lines.filter { $0.starts(with: start) }.map { line in
            let value = line.dropFirst(start.count)
            return Array(value.first == 0x20 ? value.dropFirst() : value)
        }
    }
}
