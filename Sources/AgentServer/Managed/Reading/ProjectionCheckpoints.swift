internal import Domain
internal import Synchronization

/// Projections of sessions at some of their entries, so that a page or a stream need not begin at the first one.
///
/// What is asked for least recently goes first; nothing is lost by that but time.
final class ProjectionCheckpoints: Sendable {
    /// Entries between two that are kept.
    static let interval = 256

    private struct Shelf {
        /// By number, rising.
        var projections: [SessionProjection] = []
        /// The furthest one, wherever that is.
        var latest: SessionProjection?
        var lastUse: UInt64

        var count: Int { projections.count + (latest == nil ? 0 : 1) }
    }

    private struct State {
        var shelves: [SessionID: Shelf] = [:]
        var count = 0
        var uses: UInt64 = 0

        mutating func makeRoom(_ limit: Int, for session: SessionID) {
            while count > limit {
                let others = shelves.filter { $0.key != session }
                guard let oldest = others.min(by: { $0.value.lastUse < $1.value.lastUse }) else { break }
                count -= oldest.value.count
                shelves[oldest.key] = nil
            }
            while count > limit, let shelf = shelves[session], !shelf.projections.isEmpty {
                shelves[session]?.projections.removeFirst()
                count -= 1
            }
        }
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: Projections in all.
    init(limit: Int = 2048) { self.limit = max(1, limit) }

    /// Projections that are kept.
    var count: Int { state.withLock(\.count) }

    /// The last one that has not come further than an entry.
    func nearest(_ session: SessionID, before number: Int) -> SessionProjection? {
        state.withLock { state in
            guard var shelf = state.shelves[session] else { return nil }
            state.uses += 1
            shelf.lastUse = state.uses
            state.shelves[session] = shelf
            if let latest = shelf.latest, latest.number <= number { return latest }
            return shelf.projections.last { $0.number <= number }
        }
    }

    /// Keeps one.
    func keep(_ projection: SessionProjection) {
        state.withLock { state in
            let session = projection.ids.session
            state.uses += 1
            var shelf = state.shelves[session] ?? Shelf(lastUse: state.uses)
            let place = shelf.projections.firstIndex { $0.number >= projection.number } ?? shelf.projections.endIndex
            if place < shelf.projections.endIndex, shelf.projections[place].number == projection.number { return }
            shelf.projections.insert(projection, at: place)
            shelf.lastUse = state.uses
            state.shelves[session] = shelf
            state.count += 1
            state.makeRoom(limit, for: session)
        }
    }

    /// Keeps one in place of that which had come furthest.
    func keepLatest(_ projection: SessionProjection) {
        state.withLock { state in
            let session = projection.ids.session
            state.uses += 1
            var shelf = state.shelves[session] ?? Shelf(lastUse: state.uses)
            guard projection.number > shelf.latest?.number ?? 0 else { return }
            if shelf.latest == nil { state.count += 1 }
            shelf.latest = projection
            shelf.lastUse = state.uses
            state.shelves[session] = shelf
            state.makeRoom(limit, for: session)
        }
    }

    /// Forgets a session that is no more.
    func forget(_ session: SessionID) {
        state.withLock { state in state.count -= state.shelves.removeValue(forKey: session)?.count ?? 0 }
    }
}
