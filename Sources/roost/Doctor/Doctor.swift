import Command
import EventLoop

extension VerbCall {
    /// `roost doctor [--quick] [--format table|json]`.
    func doctor() async throws {
        let doctor = try Doctor(invocation, group: group)
        let report = try await StopSignals.cancelling(on: loop) { try await doctor.run() }
        try StandardStream.output.write(Array((doctor.isJSON ? report.json() : report.table()).utf8))
        if let failure = report.failure { throw failure }
    }
}
