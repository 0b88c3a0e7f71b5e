import EventLoop
import Testing

@testable import AgentServer

@Suite struct ManagedAgentsModeTests {
    private static let loopback: [SocketAddress] = [
        .ipv4(host: "127.0.0.1", port: 1), .ipv6(host: "::1", port: 1), .unix(path: "/run/a.sock"),
    ]
    private static let open: [SocketAddress] = [.ipv4(host: "127.0.0.1", port: 1), .ipv4(host: "0.0.0.0", port: 1)]

    @Test(arguments: [ManagedAgentsMode.auto, .on]) func itIsServedWhereStrangersCannotComeIn(_ mode: ManagedAgentsMode) throws {
        #expect(try mode.decide(hasToken: false, listen: Self.loopback) == .served)
        #expect(try mode.decide(hasToken: true, listen: Self.open) == .served)
    }

    @Test func openToEverybodyItIsClosedOrRefused() throws {
        #expect(try ManagedAgentsMode.auto.decide(hasToken: false, listen: Self.open) == .closed)
        let error = #expect(throws: ServerError.self) { try ManagedAgentsMode.on.decide(hasToken: false, listen: Self.open) }
        #expect(error?.code == .managedAgents)
        #expect(error?.message.contains("0.0.0.0") == true)
        #expect(error?.message.contains("AGENT_AUTH_TOKEN") == true)
    }

    @Test func offIsOff() throws {
        #expect(try ManagedAgentsMode.off.decide(hasToken: true, listen: Self.loopback) == .off)
    }
}
