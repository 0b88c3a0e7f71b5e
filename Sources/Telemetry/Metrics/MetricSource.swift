/// What a registry can write out.
protocol MetricSource: Sendable {
    var name: String { get }
    func write(into text: inout ExpositionText)
}
