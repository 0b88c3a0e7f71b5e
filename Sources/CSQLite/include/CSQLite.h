#pragma once
// SQLite, and what of it Swift cannot say: variadic calls, pointer constants, the file behind a connection.
#include <sqlite3.h>

/// Binds a copy of `count` bytes; zero bytes are an empty blob and not NULL.
int roost_sqlite_bind_blob(sqlite3_stmt *_Nonnull statement, int place, const void *_Nullable bytes, int count);
/// Binds a copy of UTF-8 text of `count` bytes.
int roost_sqlite_bind_text(sqlite3_stmt *_Nonnull statement, int place, const char *_Nullable bytes, int count);
/// Says whether closing leaves the write-ahead log as it is, or moves it into the database and removes it.
void roost_sqlite_keep_log_on_close(sqlite3 *_Nonnull connection, int keeps);
/// Keeps `frames` at the number of frames that the write-ahead log has after each commit. Replaces SQLite's own checkpoints.
/// `frames` outlives the connection.
void roost_sqlite_watch_log(sqlite3 *_Nonnull connection, int *_Nonnull frames);
/// Cuts the write-ahead log off behind its first `frames` frames, writes those again in place and flushes them.
///
/// After a flush that failed, Linux takes the pages for clean: only what is written again can be flushed again.
/// Returns an SQLite result code.
int roost_sqlite_cut_log(sqlite3 *_Nonnull connection, int frames, int page_size);
