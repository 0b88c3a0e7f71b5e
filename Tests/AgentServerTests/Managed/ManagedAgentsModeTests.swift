import EventLoop
import Testing

@testable import AgentServer

@Suite struct ManagedAgentsModeTests {
    private static let loopback: [SocketAddress] = [
        .ipv4(host: "127.0.0.1", port: 1), .ipv6(host: "::1", port: 1), .unix(path: "/run/a.sock"),
    ]
    private static let open: [SocketAddress] = [.ipv4(host: "127.0.0.1", port: 1), .ipv4(host: "0.0.0.0", port: 1)]

    @Test func itIsServedWhereStrangersCannotComeIn() throws {
        #expect(try ManagedAgentsMode.on.isServed(hasToken: false, listen: Self.loopback))
        #expect(try ManagedAgentsMode.on.isServed(hasToken: true, listen: Self.open))
    }

    @Test func openToEverybodyItIsRefused() throws {
        let error = #expect(throws: ServerError.self) { try ManagedAgentsMode.on.isServed(hasToken: false, listen: Self.open) }
        #expect(error?.code == .managedAgents)
        #expect(error?.message.contains("0.0.0.0") == true)
        #expect(error?.message.contains("AGENT_AUTH_TOKEN") == true)
    }

    @Test func offIsOff() throws {
        #expect(try !ManagedAgentsMode.off.isServed(hasToken: true, listen: Self.loopback))
        #expect(try !ManagedAgentsMode.off.isServed(hasToken: false, listen: Self.open))
    }
}
