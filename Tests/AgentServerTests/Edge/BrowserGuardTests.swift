import EventLoop
import HTTP
import Testing

@testable import AgentServer

@Suite struct BrowserGuardTests {
    private static let loopback = SocketAddress.ipv4(host: "127.0.0.1", port: 8000)
    private static let everywhere = SocketAddress.ipv4(host: "0.0.0.0", port: 8000)

    private func guarding(_ addresses: [SocketAddress], hosts: [String] = [], origins: [String] = []) -> BrowserGuard {
        BrowserGuard(listening: addresses, allowedHosts: hosts, allowedOrigins: origins)
    }

    private func fields(_ pairs: [(String, String)]) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in pairs { fields.append(name, value) }
        return fields
    }

    private func status(_ guarding: BrowserGuard, _ pairs: [(String, String)]) -> Int? {
        do throws(BrowserGuard.Refusal) {
            try guarding.check(fields(pairs))
            return nil
        } catch {
            return error.status.code
        }
    }

    @Test(arguments: [
        "localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000", "127.0.0.1:1", "[::1]", "[::1]:8000", "box.local", "proxy:81",
    ])
    func ownNamesPassOnLoopback(host: String) {
        #expect(status(guarding([Self.loopback], hosts: ["Box.local", "proxy:81"]), [("Host", host)]) == nil)
    }

    @Test(arguments: [
        "evil.com", "evil.com:8000", "localhost.evil.com", "127.0.0.1.evil.com", "evil.com:localhost", "", "localhost:", "localhost:x",
        "::1", "0.0.0.0",
        "proxy:82", "127.0.0.2", "[::1", "localhost:80:80", "localhost@evil.com",
    ]) func otherNamesAreRefusedOnLoopback(host: String) {
        #expect(status(guarding([Self.loopback], hosts: ["proxy:81"]), [("Host", host)]) == 403)
    }

    @Test func aProgramWithoutHostPassesSinceEveryBrowserSendsOne() {
        #expect(status(guarding([Self.loopback]), []) == nil)
        #expect(status(guarding([Self.loopback]), [("Origin", "http://localhost")]) == 403)
    }

    @Test func theAddressItListensOnIsItsName() {
        let guarding = guarding([.ipv4(host: "127.0.0.2", port: 80), .ipv6(host: "::1", port: 80)])
        #expect(guarding.isLoopback)
        #expect(status(guarding, [("Host", "127.0.0.2:80")]) == nil && status(guarding, [("Host", "127.0.0.3:80")]) == 403)
    }

    @Test(arguments: [[everywhere], [loopback, everywhere], [.unix(path: "/s")], []]) func anyNamePassesElsewhere(
        addresses: [SocketAddress]
    ) {
        let guarding = guarding(addresses)
        #expect(!guarding.isLoopback)
        #expect(status(guarding, [("Host", "anything")]) == nil)
    }

    @Test func aSocketBesideLoopbackChangesNothing() {
        #expect(guarding([Self.loopback, .unix(path: "/s")]).isLoopback)
    }

    @Test(arguments: [everywhere, loopback]) func pagesOfOthersAreRefusedEverywhere(address: SocketAddress) {
        let guarding = guarding([address], origins: ["https://app.example"])
        let host = ("Host", "localhost:8000")
        #expect(status(guarding, [host, ("Origin", "https://app.example")]) == nil)
        for origin in [
            // The server shows no pages: one that looks like its own came by a name bound anew to this address.
            "http://localhost:8000", "https://localhost:8000", "http://evil.com", "null", "", "http://localhost", "http://localhost:8001",
            "https://app.example.evil", "HTTPS://APP.EXAMPLE",
        ] {
            #expect(status(guarding, [host, ("Origin", origin)]) == 403, "\(origin)")
        }
    }

    @Test(arguments: [
        ("application/json", true), ("Application/JSON", true), ("application/json; charset=utf-8", true), ("application/json ;x", true),
        ("text/plain", false), ("", false), ("application/x-www-form-urlencoded", false), ("multipart/form-data", false),
        ("text/plain; application/json", false), ("application/jsonp", false),
    ]) func onLoopbackAPostIsJSON(type: String, passes: Bool) {
        #expect(refusesType(guarding([Self.loopback]), [("Content-Type", type)]) != passes)
        #expect(!refusesType(guarding([Self.everywhere]), [("Content-Type", type)]))
    }

    @Test func onLoopbackAPostNamesItsType() { #expect(refusesType(guarding([Self.loopback]), [])) }

    private func refusesType(_ guarding: BrowserGuard, _ pairs: [(String, String)]) -> Bool {
        do throws(BrowserGuard.Refusal) {
            try guarding.checkContentType(fields(pairs))
            return false
        } catch {
            return error.status.code == 415
        }
    }

    @Test func onlyAnAllowedPageIsAnswered() {
        let guarding = guarding([Self.loopback], origins: ["https://app.example"])
        #expect(guarding.answerFields(fields([("Origin", "https://app.example")])).map(\.0) == ["Access-Control-Allow-Origin", "Vary"])
        #expect(guarding.answerFields(fields([("Origin", "https://evil.com")])).isEmpty)
        #expect(guarding.answerFields(fields([])).isEmpty)
        #expect(guarding.preflightFields(fields([("Origin", "https://app.example")])).count == 5)
        #expect(guarding.preflightFields(fields([("Origin", "http://localhost:8000")])).isEmpty)
    }
}
