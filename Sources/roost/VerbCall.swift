import Command
import EventLoop

/// One call of the program, with the loops it runs on.
struct VerbCall: Sendable {
    let invocation: Invocation
    let group: EventLoopGroup

    var loop: EventLoop { group.loops[0] }

    func perform() async throws {
        guard !invocation.wantsHelp else { return try StandardStream.output.write(Array(HelpText.of(invocation.verb).utf8)) }
        switch invocation.verb.name {
        case .serve: try await serve()
        case .health: try await health()
        case .run: try await run()
        case .demo: try await demo()
        case .doctor: try await doctor()
        case .sessionList: try await sessionList()
        case .sessionShow: try await sessionShow()
        case .sessionRemove: try await sessionRemove()
        case .sessionPrune: try await sessionPrune()
        case .modelStub: try await modelStub()
        case .cliInstall: try await cliInstall()
        case .cliPath: try await cliPath()
        case .cliVerify: try await cliVerify()
        case .entrypoint, .help: try help()
        case .version: try await version()
        }
    }
}
