internal import EventLoop

/// Looks at the place of the data. Blocks: use it on `BlockingExecutor`.
struct DataFolderCheck: Sendable {
    let folder: String

    /// Whether this user can make, flush and remove files there, or else make the folder. It is tried, and nothing of it is left.
    func writability() -> DoctorFinding {
        let place = existing
        let probe = "\(place)/.roost-doctor-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        defer { Files.removeTree(probe) }
        do {
            guard place == folder else {
                try Files.makeFolder(probe)
                return DoctorFinding("data", .ok, "\(folder) is not there yet and can be made")
            }
            try Files.replaceDurably(probe, with: Array("roost\n".utf8))
            return DoctorFinding("data", .ok, "\(folder) can be written to")
        } catch {
            let advice = "give this user the right to write to \(place), or give another folder with --data"
            return DoctorFinding("data", .failed, "cannot \(error); \(advice)")
        }
    }

    /// The file system it lies on.
    func disk() -> DoctorFinding {
        do { return MachineChecks.disk(try FileSystem.of(existing), at: folder) } catch {
            return DoctorFinding("disk", failed: error)
        }
    }

    /// The folder itself, else the nearest one above it that is there.
    private var existing: String {
        var place = folder[...]
        while !Files.exists(String(place)), let slash = place.lastIndex(of: "/"), slash > place.startIndex { place = place[..<slash] }
        return Files.exists(String(place)) ? String(place) : "/"
    }
}
