import EventLoop
import TestSupport
import Testing

/// What the caller of the program limits.
@Suite struct SurroundingsTests {
    @Test func theSoftLimitOfDescriptorsIsRaised() async throws {
        let endedWell = try await Serve.run(#"ulimit -Sn 64; exec "$@""#, ["--max-agents", "4"]) { serve in
            let limits = ProcessScan.text(of: "/proc/\(serve.child.pid)/limits").split(separator: "\n")
            let files = try #require(limits.first { $0.hasPrefix("Max open files") }).split(separator: " ")
            let (soft, hard) = (try #require(Int(files[3])), try #require(Int(files[4])))
            #expect(soft == min(hard, 1_048_576))
            #expect(!serve.said.contains("limit of open files"))
        }
        #expect(endedWell)
    }

    @Test func aLimitTooLowForTheAgentsIsTold() async throws {
        let endedWell = try await Serve.run(#"ulimit -n 256; exec "$@""#, ["--max-agents", "20"]) { serve in
            let warnings = serve.said.split(separator: "\n").filter { $0.contains(" warning ") }
            #expect(warnings.count == 1)
            #expect(warnings.first?.hasSuffix("limit=256 needed=468 agents.max=20 connections.max=16") == true, "\(serve.said)")
        }
        #expect(endedWell)
    }
}
