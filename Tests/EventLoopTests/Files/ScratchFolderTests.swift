import Glibc
import Testing

@testable import EventLoop

@Suite struct ScratchFolderTests {
    private func make(_ place: String) throws -> ScratchFolder { try .make(in: place, limit: 100) }

    /// A folder that its maker has left without removing it.
    private func leave(_ place: String) throws -> String { try make(place).path }

    @Test func itIsPrivateAndItsNameCannotBeForeseen() throws {
        try Place.run { (place: String) throws in
            let folders = try (0..<20).map { _ in try make(place) }
            #expect(Set(folders.map(\.path)).count == 20)
            for folder in folders {
                #expect(try FolderStatus(of: folder.path).mode == 0o700)
                #expect(folder.path.hasPrefix("\(place)/roost-s-"))
                folder.remove()
                #expect(!Files.exists(folder.path))
            }
        }
    }

    @Test func whatWasLeftIsRemovedByTheNext() throws {
        try Place.run { (place: String) throws in
            let left = try leave(place)
            try Files.makeFolder("\(left)/deep/er")
            symlink("/etc", "\(left)/link")
            let next = try make(place)
            #expect(!Files.exists(left) && Files.exists(next.path) && Files.exists("/etc/passwd"))
        }
    }

    @Test func whatIsInUseStays() throws {
        try Place.run { (place: String) throws in
            let first = try make(place)
            let second = try make(place)
            #expect(Files.exists(first.path) && Files.exists(second.path))
        }
    }

    /// Makes a folder without a lock, so many seconds ago.
    private func forsake(_ path: String, _ seconds: Int, holding file: Bool = false) throws {
        try Files.makeNewFolder(path)
        if file { try Files.writePrivately([], to: "\(path)/file") }
        let then = timespec(tv_sec: time(nil) - seconds, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, path, [then, then], 0) == 0)
    }

    @Test func anEmptyOneWhoseMakerDiedBeforeItsLockIsRemovedAfterAWhile() throws {
        try Place.run { (place: String) throws in
            try forsake("\(place)/roost-s-aaaaaaaa", 120)
            try forsake("\(place)/roost-s-bbbbbbbb", 5)
            try forsake("\(place)/roost-s-cccccccc", 120, holding: true)
            let next = try make(place)
            let left = Set(Files.entries(of: place).map { "\(place)/\($0)" })
            #expect(left == ["\(place)/roost-s-bbbbbbbb", "\(place)/roost-s-cccccccc", next.path])
        }
    }

    @Test(arguments: [false, true]) func withoutItsLockNoFolderStays(hasFile: Bool) throws {
        try Place.run { (place: String) throws in
            #expect {
                try ScratchFolder.attempt("\(place)/roost-s-aaaaaaaa") { path in
                    if hasFile { try Files.writePrivately([], to: path) }
                    throw IOError(.system(ENOSPC), "write \(path)")
                }
            } throws: { ($0 as? IOError)?.errno == ENOSPC }
            #expect(Files.entries(of: place) == [])
        }
    }

    @Test(arguments: ["link", "open", "lockless", "longer", "other name", "file"]) func whatIsNoneOfOursStays(kind: String) throws {
        try Place.run { (place: String) throws in
            let left = try leave(place)
            let kept: String
            switch kind {
            case "link":
                kept = "\(place)/roost-s-aaaaaaaa"
                rename(left, "\(place)/elsewhere")
                symlink("\(place)/elsewhere", kept)
            case "open":
                kept = left
                chmod(left, 0o755)
            case "lockless":
                kept = left
                unlink("\(left)/scratch.lock")
            case "longer":
                kept = left + "x"
                rename(left, kept)
            case "other name":
                kept = "\(place)/roost-d-aaaaaaaa"
                rename(left, kept)
            default:
                kept = "\(place)/roost-s-aaaaaaaa"
                try Files.writePrivately([], to: kept)
            }
            _ = try make(place)
            #expect(Files.exists(kept))
            #expect(kind != "link" || Files.exists("\(place)/elsewhere/scratch.lock"))
        }
    }

    @Test(arguments: [
        (nil, 40, "/tmp"), ("/var/tmp", 40, "/var/tmp"), ("/var/tmp/", 40, "/var/tmp"), ("relative", 40, "/tmp"), ("", 40, "/tmp"),
        ("/12345678901234567890123", 41, "/12345678901234567890123"), ("/12345678901234567890123", 40, "/tmp"),
    ]) func itIsMadeWhereItsPathIsShortEnough(folder: String?, limit: Int, expected: String) {
        #expect(ScratchFolder.place(folder, limit: limit) == expected)
    }

    @Test func aPlaceThatCannotBeUsedIsNamed() throws {
        #expect { try make("/nowhere") } throws: { "\($0)".contains("/nowhere/roost-s-") }
    }
}
