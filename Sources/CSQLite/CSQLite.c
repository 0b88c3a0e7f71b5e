#include "CSQLite.h"

int roost_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *bytes, int count) {
    if (count == 0) return sqlite3_bind_zeroblob(statement, place, 0);
    return sqlite3_bind_blob(statement, place, bytes, count, SQLITE_TRANSIENT);
}

int roost_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, int count) {
    return sqlite3_bind_text(statement, place, count == 0 ? "" : bytes, count, SQLITE_TRANSIENT);
}

void roost_sqlite_keep_log_on_close(sqlite3 *connection, int keeps) {
    sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keeps, (int *)0);
}

static int note_frames(void *context, sqlite3 *connection, const char *name, int frames) {
    (void)connection;
    (void)name;
    *(int *)context = frames;
    return SQLITE_OK;
}

void roost_sqlite_watch_log(sqlite3 *connection, int *frames) { sqlite3_wal_hook(connection, note_frames, frames); }

// Layout of the log: a header of 32 bytes, then frames of a 24 byte header and one page (sqlite.org/fileformat2.html, section 4.1).
static sqlite3_int64 length_of(int frames, int page_size) {
    return frames == 0 ? 0 : 32 + (sqlite3_int64)frames * (24 + page_size);
}

static int write_again(sqlite3_file *file, sqlite3_int64 length) {
    char buffer[16384];
    int code = SQLITE_OK;
    for (sqlite3_int64 offset = 0; offset < length && code == SQLITE_OK; offset += (sqlite3_int64)sizeof buffer) {
        int count = length - offset < (sqlite3_int64)sizeof buffer ? (int)(length - offset) : (int)sizeof buffer;
        code = file->pMethods->xRead(file, buffer, count, offset);
        if (code == SQLITE_OK) code = file->pMethods->xWrite(file, buffer, count, offset);
    }
    return code;
}

int roost_sqlite_cut_log(sqlite3 *connection, int frames, int page_size) {
    sqlite3_file *file = 0;
    sqlite3_int64 size = 0, length = length_of(frames, page_size);
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    if (code != SQLITE_OK || file == 0 || file->pMethods == 0) return code;
    code = file->pMethods->xFileSize(file, &size);
    if (code == SQLITE_OK && size > length) code = file->pMethods->xTruncate(file, length);
    if (code == SQLITE_OK) code = write_again(file, length);
    if (code == SQLITE_OK) code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    return code;
}
