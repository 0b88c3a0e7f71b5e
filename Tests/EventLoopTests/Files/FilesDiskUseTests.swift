import EventLoop
import Glibc
import Testing

@Suite struct FilesDiskUseTests {
    @Test func everythingBelowCountsAndLinksAreNotFollowed() throws {
        try Place.run { (folder: String) throws in
            let empty = Files.diskUse(of: folder)
            try Files.makeFolder("\(folder)/a/b")
            try Files.writePrivately(Array(repeating: 1, count: 100_000), to: "\(folder)/a/b/file")
            let full = Files.diskUse(of: folder)
            #expect(full - empty >= 100_000 && full - empty < 150_000, "\(empty), \(full)")
            #expect(symlink("/usr", "\(folder)/a/link") == 0 && symlink("\(folder)/a", "\(folder)/a/b/round") == 0)
            #expect(Files.diskUse(of: folder) < full + 20_000)
        }
    }

    @Test func whatIsNotThereTakesNothing() { #expect(Files.diskUse(of: "/nonexistent/x") == 0) }
}
