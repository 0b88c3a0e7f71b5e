internal import EventLoop
internal import Telemetry

/// What Prometheus expects to know of any process.
enum ProcessReadings {
    static func declare(in registry: MetricRegistry) {
        registry.reading("process_resident_memory_bytes", "Memory that this server holds, without its agents.") {
            OwnProcess.residentBytes.map(Double.init)
        }
        registry.reading("process_open_fds", "Descriptors that are open.") { Double(OwnProcess.openDescriptors) }
        registry.reading("process_max_fds", "Descriptors that may be open.") { Double(DescriptorLimit.current) }
        registry.reading("process_cpu_seconds_total", "Processor time of this server, without its agents.", .counter) {
            OwnProcess.processorTime / .seconds(1)
        }
        registry.reading("process_start_time_seconds", "When this server was started, since 1970.") { OwnProcess.startTime }
    }
}
