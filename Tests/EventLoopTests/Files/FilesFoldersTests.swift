import EventLoop
import Glibc
import Testing

@Suite struct FilesFoldersTests {
    private func mode(_ path: String) throws -> UInt32 { try FolderStatus(of: path).mode }

    @Test func aDurableFolderIsMadeOnceWithItsParents() throws {
        try Place.run { (place: String) throws in
            #expect(try Files.makeDurableFolder("\(place)/a/b/c"))
            #expect(try !Files.makeDurableFolder("\(place)/a/b/c"))
            for folder in ["a", "a/b", "a/b/c"] { #expect(try mode("\(place)/\(folder)") == 0o700) }
        }
    }

    @Test func aNewFolderIsNewAndItsParentThere() throws {
        try Place.run { (place: String) throws in
            try Files.makeNewFolder("\(place)/a")
            #expect(try mode("\(place)/a") == 0o700)
            for name in ["a", "b/c"] { #expect(throws: IOError.self) { try Files.makeNewFolder("\(place)/\(name)") } }
        }
    }

    @Test func anOpenFolderIsMadePrivate() throws {
        try Place.run { (place: String) throws in
            try Files.makeFolder("\(place)/a")
            try Files.setMode(0o755, of: "\(place)/a")
            #expect(try !Files.makeDurableFolder("\(place)/a"))
            #expect(try mode("\(place)/a") == 0o700)
        }
    }

    @Test func aLinkOrAFileIsRefused() throws {
        try Place.run { (place: String) throws in
            try Files.makeFolder("\(place)/there")
            symlink("\(place)/there", "\(place)/link")
            symlink("\(place)/nowhere", "\(place)/dangling")
            try Files.writePrivately([], to: "\(place)/file")
            for name in ["link", "dangling", "file", "file/below"] {
                #expect(throws: IOError.self, "\(name)") { try Files.makeDurableFolder("\(place)/\(name)") }
            }
            #expect(!Files.exists("\(place)/nowhere"))
        }
    }

    @Test func theStartOfAFileIsRead() throws {
        try Place.run { (place: String) throws in
            try Files.writePrivately(Array("hello".utf8), to: "\(place)/file")
            #expect(try Files.readStart("\(place)/file", upTo: 3) == Array("hel".utf8))
            #expect(try Files.readStart("\(place)/file", upTo: 30) == Array("hello".utf8))
            #expect { try Files.readStart("\(place)/none", upTo: 3) } throws: { ($0 as? IOError)?.errno == ENOENT }
        }
    }

    @Test func aTreeIsCopied() throws {
        try Place.run { (place: String) throws in
            try Files.makeFolder("\(place)/from/deep")
            try Files.writePrivately([1], to: "\(place)/from/deep/file")
            symlink("/etc", "\(place)/from/link")
            try Files.copyTree("\(place)/from", to: "\(place)/to")
            #expect(Files.entries(of: "\(place)/to") == ["deep"])
            #expect(try Files.read("\(place)/to/deep/file", upTo: 1) == [1])
            try Files.copyTree("\(place)/from/link", to: "\(place)/other")
            #expect(!Files.exists("\(place)/other"))
        }
    }
}
