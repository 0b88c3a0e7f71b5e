/// A metric that is read when it is asked for: what another part of the program knows anyway.
struct MetricReading: MetricSource {
    let name: String
    let help: String
    let kind: MetricKind
    let label: String?
    /// Values by the label's value; without a label one value with an empty one.
    let read: @Sendable () -> [(String, Double)]

    func write(into text: inout ExpositionText) {
        text.header(name, help, kind)
        for (value, number) in read() { text.sample(name, label.map { [($0, value)] } ?? [], number) }
    }
}
