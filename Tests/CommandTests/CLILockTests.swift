import EventLoop
import Testing

@testable import Command

@Suite struct CLILockTests {
    @Test func theBuiltInFileIsTheOneOfTheCheckout() throws {
        let checkout = String(#filePath.prefix(upTo: try #require(#filePath.firstRange(of: "/Tests/CommandTests/")).lowerBound))
        #expect(CLILock.builtIn == (try Files.read("\(checkout)/claude-cli.lock", upTo: 1 << 20)))
    }

    @Test(arguments: ["x86_64", "aarch64"])
    func everyArchitectureHasItsHashes(architecture: String) throws {
        let lock = try CLILock(parsing: CLILock.builtIn, architecture: architecture)
        #expect(lock.version.split(separator: ".").count == 3 && lock.wheelHash.count == 64 && lock.programHash?.count == 64)
    }

    @Test(arguments: ["# cli-version:", "claude-agent-sdk==", "--hash=sha256:"])
    func aMissingFactIsTold(fact: String) {
        let text = String(decoding: CLILock.builtIn, as: UTF8.self).split(separator: "\n").filter { !$0.contains(fact) }.joined(
            separator: "\n"
        )
        #expect { try CLILock(parsing: Array(text.utf8), origin: "/the/file") } throws: { error in
            (error as? CommandError)?.message.contains("/the/file lacks") == true
        }
    }

    @Test(arguments: [
        (["ROOST_CACHE": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/c"),
        (["ROOST_CACHE": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/roost"),
        (["HOME": "/h"], "/h/.cache/roost"),
    ])
    func cacheIsWhereTheScriptHasIt(environment: [String: String], root: String) throws {
        let lock = try CLILock(parsing: CLILock.builtIn, architecture: "x86_64")
        #expect(try CLICache(lock, environment: environment).program == "\(root)/claude/\(lock.version)-x86_64/claude")
    }

    @Test(arguments: [[:], ["ROOST_CACHE": "relative", "HOME": "/h"]])
    func cacheNeedsAnAbsolutePlace(environment: [String: String]) throws {
        let lock = try CLILock(parsing: CLILock.builtIn)
        #expect(throws: CommandError.self) { try CLICache(lock, environment: environment) }
    }
}
