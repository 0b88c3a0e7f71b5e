import Telemetry
import Testing

@Suite struct MetricRegistryTests {
    private let registry = MetricRegistry(prefix: "test_")

    private func exposition() throws -> Exposition { try Exposition(registry.exposition()) }

    @Test func theTextIsAsTheFormatWantsIt() {
        registry.counter("things_total", "Things.").series().add(3)
        registry.gauge("level", "A \"level\",\nin \\.", .declared("a", ["x\"\\\ny"])).series("x\"\\\ny").set(-0.5)
        #expect(
            String(decoding: registry.exposition(), as: UTF8.self) == #"""
                # HELP test_things_total Things.
                # TYPE test_things_total counter
                test_things_total 3
                # HELP test_level A "level",\nin \\.
                # TYPE test_level gauge
                test_level{a="x\"\\\ny"} -0.5

                """#
        )
    }

    @Test func whatIsWrittenReadsBack() throws {
        let odd = "a\\b\"c\nd{e}=,é"
        registry.gauge("level", "x", .first(2, "name")).series(odd).set(7)
        #expect(try exposition().value("test_level", ["name": odd]) == 7)
    }

    @Test func aCounterOnlyGrows() {
        let counter = registry.counter("a_total", "x").series()
        for amount in [1, 0.25, -5, .nan, .infinity, 0] { counter.add(amount) }
        #expect(counter.value == 1.25)
    }

    @Test(arguments: [(Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300"), (2, "2"), (0.1, "0.1")])
    func numbersAreWrittenAsPrometheusReadsThem(value: Double, text: String) {
        registry.gauge("level", "x").series().set(value)
        #expect(String(decoding: registry.exposition(), as: UTF8.self).hasSuffix("test_level \(text)\n"))
    }

    @Test func aHistogramCountsWhatIsAtMostTheBound() throws {
        let histogram = registry.histogram("time_seconds", "x", bounds: [0.1, 1]).series()
        for value in [0.1, 0.05, 0.5, 1, 3, .nan] { histogram.observe(value) }
        histogram.observe(.milliseconds(200))
        let found = try exposition()
        let buckets = ["0.1", "1", "+Inf"].map { found.value("test_time_seconds_bucket", ["le": $0]) }
        #expect(buckets == [2, 5, 6] && found.value("test_time_seconds_count") == 6 && histogram.count == 6)
        #expect(abs((found.value("test_time_seconds_sum") ?? 0) - 4.85) < 1e-9)
        #expect(found.types["test_time_seconds"] == "histogram")
    }

    @Test func declaredValuesAreThereFromTheStart() throws {
        _ = registry.counter("a_total", "x", .declared("k", ["p", "q"]), .declared("l", ["r"]))
        let found = try exposition()
        #expect(found.value("test_a_total", ["k": "p", "l": "r"]) == 0 && found.value("test_a_total", ["k": "q", "l": "r"]) == 0)
    }

    @Test func aValueThatWasNotDeclaredIsOther() throws {
        let family = registry.counter("a_total", "x", .declared("k", ["p"]))
        for value in ["p", "stranger", "stranger 2"] { family.series(value).add() }
        let found = try exposition()
        #expect(found.value("test_a_total", ["k": "p"]) == 1 && found.value("test_a_total", ["k": "other"]) == 2)
        #expect(found.samples.count == 2)
    }

    @Test func theNumberOfSeriesIsBounded() throws {
        let family = registry.counter("a_total", "x", .first(3, "k"), .first(2, "l"))
        for number in 0..<1000 { family.series("\(number)", "\(number % 7)").add() }
        let found = try exposition()
        #expect(found.samples.count <= 4 * 3 && found.samples.map(\.value).reduce(0, +) == 1000)
        #expect(found.value("test_a_total", ["k": "other", "l": "other"]) ?? 0 > 500)
    }

    @Test func missingAndSurplusValuesAreNoMatter() throws {
        let family = registry.counter("a_total", "x", .first(3, "k"))
        family.series().add()
        family.series("a", "b").add()
        let found = try exposition()
        #expect(found.value("test_a_total", ["k": ""]) == 1 && found.value("test_a_total", ["k": "a"]) == 1)
    }

    @Test func aSeriesIsFoundAgain() {
        let family = registry.gauge("level", "x", .first(3, "k"))
        #expect(family.series("a") === family.series("a"))
        #expect(family.series("a") !== family.series("b"))
    }

    @Test func readingsAreTakenWhenSomebodyAsks() throws {
        registry.reading("sessions", "x") { 4 }
        registry.reading("unknown", "x") { nil }
        registry.reading("process_open_fds", "x") { 9 }
        registry.readings("pool", "x", by: "state") { [("idle", 1), ("busy", 2)] }
        let found = try exposition()
        #expect(found.value("test_sessions") == 4 && found.value("process_open_fds") == 9 && found.value("test_unknown") == nil)
        #expect(found.value("test_pool", ["state": "idle"]) == 1 && found.value("test_pool", ["state": "busy"]) == 2)
    }

    @Test func buildInfoSaysWhatWasBuilt() throws {
        registry.buildInfo([("version", "1.2.3"), ("cli", "a b")])
        #expect(try exposition().value("test_build_info", ["version": "1.2.3", "cli": "a b"]) == 1)
    }

    @Test func nothingIsLostWhenManyCountAtOnce() async throws {
        let family = registry.counter("a_total", "x", .first(4, "k"))
        let histogram = registry.histogram("time_seconds", "x", bounds: [1]).series()
        let gauge = registry.gauge("level", "x").series()
        await withTaskGroup { tasks in
            for worker in 0..<8 {
                tasks.addTask { @concurrent in
                    for _ in 0..<2000 {
                        family.series("\(worker % 3)").add()
                        histogram.observe(0.5)
                        gauge.add(worker.isMultiple(of: 2) ? 1 : -1)
                    }
                }
            }
        }
        let found = try exposition()
        #expect(["0", "1", "2"].compactMap { found.value("test_a_total", ["k": $0]) }.reduce(0, +) == 16_000)
        #expect(histogram.count == 16_000 && gauge.value == 0)
    }

    @Test func aNameThatBreaksTheRulesIsABug() async {
        await #expect(processExitsWith: .failure) { _ = MetricRegistry(prefix: "x_").counter("a", "no _total") }
        await #expect(processExitsWith: .failure) { _ = MetricRegistry(prefix: "x_").gauge("A", "upper case") }
        await #expect(processExitsWith: .failure) { _ = MetricRegistry(prefix: "x_").gauge("a", "reserved", .first(1, "le")) }
    }
}
