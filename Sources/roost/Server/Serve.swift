import AgentServer
import Command
import EventLoop
import JSON
import Telemetry

extension VerbCall {
    /// `roost serve`.
    func serve() async throws {
        try ProcessShield.raise()
        let setup = ServerSetup(invocation)
        let settled = try await BlockingExecutor.shared.run { try setup.configuration(workingDirectory: try WorkingDirectory.path()) }
        let log = try setup.logger()
        let budget = DescriptorBudget(limit: DescriptorLimit.raise(), agents: settled.maxAgents, waiting: settled.waitingLimit)
        if budget.isShort { Self.tell(budget, log) }
        if setup.isContractAlone(settled) {
            log.info("/v1 is not served: without AGENT_AUTH_TOKEN it would be open to everybody who reaches this server")
        }
        try await StopSignals.serve(on: loop) { untilStopped in
            try await OfflineModel.runIfAsked(invocation.values, group: group) { offline in
                var configuration = settled
                configuration.maxConnections = budget.connections
                configuration.runtime = try await setup.runtime(offline: offline, on: loop)
                let (limit, tried) = (configuration.maxAgents, configuration)
                // No turn waits for a person but those of /v1.
                if tried.managedAgents == .on { configuration.postponementTrial = { try await setup.canPostpone($0, tried) } }
                let isGuarded = configuration.authToken != nil
                try await AgentServer.run(configuration, log: log, group: group) { addresses in
                    for address in addresses { Self.tell(address, limit, isGuarded, log) }
                } untilStopped: {
                    try await untilStopped()
                }
            }
        }
    }

    private static func tell(_ budget: DescriptorBudget, _ log: Logger) {
        log.warning(
            "the limit of open files is too low for so many agents: turns may fail; raise it (ulimit -n) or lower --max-agents",
            [
                ("limit", .number(JSONNumber(budget.limit))), ("needed", .number(JSONNumber(budget.needed))),
                ("agents.max", .number(JSONNumber(budget.agents))), ("connections.max", .number(JSONNumber(budget.connections))),
            ]
        )
    }

    private static func tell(_ address: SocketAddress, _ limit: Int, _ isGuarded: Bool, _ log: Logger) {
        log.info("listening", [("address", .string("\(address)")), ("agents.max", .number(JSONNumber(limit)))])
        guard !address.isLoopback, !isGuarded else { return }
        log.warning(
            "whoever reaches this address can use the agent; set AGENT_AUTH_TOKEN or put a guard in front",
            [("address", .string("\(address)"))]
        )
    }
}
