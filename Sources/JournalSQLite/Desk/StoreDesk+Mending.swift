internal import Journal
internal import SQLite

extension StoreDesk {
    /// Runs a write; should it fail, undoes what it has left before anything else is written.
    mutating func mendingAfterFailure<T>(
        _ operation: String,
        _ write: (inout StoreDesk) throws(SQLiteFailure) -> T
    ) throws(JournalError) -> T {
        mending = Mending(isNeeded: true, frames: store?.connection.logFrames ?? 0)
        do throws(SQLiteFailure) {
            let result = try write(&self)
            mending = Mending()
            return result
        } catch {
            let failure = JournalError(error.error(operation, file))
            // If that fails too, the next write tries again and tells why.
            try? mend()
            throw failure
        }
    }

    /// Undoes what a failed write has left, in memory and in the files, and opens them again.
    ///
    /// A commit that fails may nevertheless be whole in the file: in the write-ahead log when its flush fails, in the database when the
    /// rollback journal's does. The log is cut; in the database, what the sessions were before is put back.
    mutating func mend() throws(JournalError) {
        if let store { try cut(store) }
        store = nil
        let new = try Store.reopen(file, generation: generation, frames: mending.frames)
        do throws(SQLiteFailure) { try new.undo(mending.undo) } catch { throw JournalError(error.error("mend", file)) }
        store = new
        mending = Mending()
    }

    /// Until the log is cut the store is kept: its index does not know of the failed commit, so it can be read.
    private func cut(_ store: Store) throws(JournalError) {
        if store.connection.isInTransaction { try? store.connection.execute("ROLLBACK") }
        guard file.mode == .writeAheadLog else { return }
        store.connection.logFrames = mending.frames
        do throws(SQLiteFailure) { try store.connection.cutLog(pageSize: store.pageSize) } catch {
            throw JournalError(error.error("mend", file))
        }
    }
}
