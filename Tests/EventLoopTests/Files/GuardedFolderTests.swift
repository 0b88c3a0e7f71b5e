import EventLoop
import Glibc
import TestSupport
import Testing

@Suite struct GuardedFolderTests {
    private func run(_ body: @Sendable (String, GuardedFolder) throws -> Void) async throws {
        try await withTemporaryFolder { path in
            try Files.makeFolder("\(path)/w")
            try body(path, GuardedFolder("\(path)/w"))
        }
    }

    @Test func whatIsWrittenIsReadAndListed() async throws {
        try await run { path, folder in
            try folder.write(Array("one".utf8), to: "a/b/c.txt")
            try folder.write(Array("three".utf8), to: "a/b/c.txt")
            try Files.writePrivately(Array("two".utf8), to: "\(path)/source")
            try folder.copy("\(path)/source", to: "a/d")
            #expect(try folder.read("a/b/c.txt", upTo: 5) == Array("three".utf8))
            #expect(folder.files(below: "a", count: 9).map(\.path) == ["b/c.txt", "d"])
            #expect(folder.files(below: "a", count: 9).map(\.size) == [5, 3] && folder.files(below: "a", count: 1).count == 1)
            try folder.copyOut("a/d", to: "\(path)/out", upTo: 3)
            #expect(try Files.read("\(path)/out", upTo: 3) == Array("two".utf8))
            folder.remove("a/d")
            #expect(folder.files(below: "a", count: 9).map(\.path) == ["b/c.txt"] && folder.files(below: "x", count: 9).isEmpty)
        }
    }

    @Test func whatIsTooLongIsNotRead() async throws {
        try await run { path, folder in
            try folder.write(Array("four".utf8), to: "a")
            #expect(throws: IOError.self) { try folder.read("a", upTo: 3) }
            #expect(throws: IOError.self) { try folder.copyOut("a", to: "\(path)/out", upTo: 3) }
        }
    }

    @Test(arguments: ["", ".", "..", "a/../../x", "/etc/passwd", "a//b", "a/", "a\0b"]) func aPathStaysInside(name: String) async throws {
        try await run { path, folder in
            #expect(throws: IOError.self) { try folder.write([1], to: name) }
            #expect(throws: IOError.self) { try folder.read(name, upTo: 100) }
            #expect(!Files.exists("\(path)/x"))
        }
    }

    @Test func noLinkIsFollowed() async throws {
        try await run { path, folder in
            try Files.makeFolder("\(path)/outside")
            try Files.writePrivately(Array("secret".utf8), to: "\(path)/outside/file")
            symlink("\(path)/outside", "\(path)/w/folder")
            symlink("\(path)/outside/file", "\(path)/w/file")
            #expect(throws: IOError.self) { try folder.read("folder/file", upTo: 100) }
            #expect(throws: IOError.self) { try folder.read("file", upTo: 100) }
            #expect(folder.files(below: "folder", count: 9).isEmpty)
            folder.remove("folder/file")
            // A link is replaced, and what it led to stays.
            try folder.write(Array("own".utf8), to: "file")
            #expect(try Files.read("\(path)/outside/file", upTo: 100) == Array("secret".utf8))
            #expect(Files.entries(of: "\(path)/outside") == ["file"])
        }
    }

    @Test func theFolderItselfMayBeNoLink() async throws {
        try await run { path, _ in
            symlink("\(path)/w", "\(path)/link")
            #expect(throws: IOError.self) { try GuardedFolder("\(path)/link").write([1], to: "a") }
            #expect(Files.entries(of: "\(path)/w").isEmpty)
        }
    }

    @Test func aPipeIsNoFileAndHoldsNobodyUp() async throws {
        try await run { path, folder in
            mkfifo("\(path)/w/pipe", 0o600)
            #expect(throws: IOError.self) { try folder.read("pipe", upTo: 100) }
        }
    }

    @Test func aLinkMakesWayForAFolderAndAFileDoesNot() async throws {
        try await run { path, folder in
            try Files.makeFolder("\(path)/outside")
            symlink("\(path)/outside", "\(path)/w/folder")
            try folder.write(Array("own".utf8), to: "folder/new")
            #expect(try folder.read("folder/new", upTo: 3) == Array("own".utf8))
            #expect(Files.entries(of: "\(path)/outside").isEmpty)
            try folder.write([1], to: "file")
            #expect(throws: IOError.self) { try folder.write([2], to: "file/new") }
            #expect(try folder.read("file", upTo: 3) == [1])
        }
    }

    @Test func anEmptyFolderMakesWayForAFileAndAFullOneDoesNot() async throws {
        try await run { path, folder in
            try folder.makeFolder("a/b/c")
            try folder.write([1], to: "a")
            #expect(try folder.read("a", upTo: 3) == [1])
            try folder.write([2], to: "d/e/f")
            #expect(throws: IOError.self) { try folder.write([1], to: "d") }
            #expect(try folder.read("d/e/f", upTo: 3) == [2])
        }
    }

    @Test func emptyFoldersGo() async throws {
        try await run { path, folder in
            try folder.makeFolder("top/a/b/c")
            try folder.write([1], to: "top/d/e")
            symlink("/etc", "\(path)/w/top/link")
            folder.removeEmptyFolders(below: "top")
            #expect(Set(Files.entries(of: "\(path)/w/top")) == ["d", "link"])
            folder.removeEmptyFolders(below: "absent")
        }
    }
}
