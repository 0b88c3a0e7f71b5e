import ContractSuite
import EventLoop
import Testing

/// The contract suite, run against whatever listens at an address.
enum Contract {
    static func expectKept(at address: SocketAddress, heartbeat: Duration, token: String? = nil) async throws {
        var options = ContractOptions()
        options.heartbeat = heartbeat
        options.concurrency = 2
        let reports = await ContractSuite.run(baseURL: try BaseURL("http://\(address)"), token: token, options: options)
        #expect(reports.count > 20)
        for report in reports where report.isFailure { Issue.record("\(report.line)") }
    }
}
