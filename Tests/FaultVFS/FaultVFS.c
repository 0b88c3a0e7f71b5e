#include "FaultVFS.h"
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

enum { PLANS = 32 };
enum operation { CHANGE, FLUSH, OPENING };

typedef struct {
    bool used, is_file, sticks, late;
    char folder[256];
    int at, error, seen, hits, flushes;
} plan;

typedef struct {
    sqlite3_file base;
    const char *path;
    sqlite3_file *real;
} fault_file;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static plan plans[PLANS];
static sqlite3_vfs layer, *real_vfs;
static _Thread_local int last_error;

static bool covers(const plan *p, const char *path) {
    return p->is_file ? strcmp(path, p->folder) == 0 : strncmp(path, p->folder, strlen(p->folder)) == 0;
}

int roost_fault_arm(const char *folder, bool is_file, int at, int error, bool sticks, bool late) {
    int found = -1;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < PLANS && found < 0; i++)
        if (!plans[i].used) found = i;
    if (found >= 0) {
        plans[found] = (plan){.used = true, .is_file = is_file, .sticks = sticks, .late = late, .at = at, .error = error};
        strncpy(plans[found].folder, folder, sizeof plans[found].folder - 1);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

void roost_fault_disarm(int number) {
    pthread_mutex_lock(&lock);
    plans[number].used = false;
    pthread_mutex_unlock(&lock);
}

static int field(int number, bool wants_hits) {
    pthread_mutex_lock(&lock);
    int value = wants_hits ? plans[number].hits : plans[number].flushes;
    pthread_mutex_unlock(&lock);
    return value;
}

int roost_fault_hits(int number) { return field(number, true); }
int roost_fault_flushes(int number) { return field(number, false); }

// Counts an operation. Returns whether it fails; `late` says whether it is done all the same.
static bool fails(const char *path, enum operation operation, bool *late) {
    bool result = false;
    *late = false;
    last_error = 0;
    if (path == 0) return false;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < PLANS; i++) {
        plan *p = &plans[i];
        if (!p->used || !covers(p, path) || (p->is_file && operation == OPENING)) continue;
        p->seen++;
        if (operation == FLUSH) p->flushes++;
        if (p->at == 0 || !(p->seen == p->at || (p->sticks && p->seen > p->at))) continue;
        p->hits++;
        last_error = p->error;
        *late = p->late;
        result = true;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

static sqlite3_file *real_of(sqlite3_file *file) { return ((fault_file *)file)->real; }
static const char *path_of(sqlite3_file *file) { return ((fault_file *)file)->path; }

static int f_close(sqlite3_file *f) {
    sqlite3_file *real = real_of(f);
    return real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
}
static int f_read(sqlite3_file *f, void *b, int n, sqlite3_int64 o) { return real_of(f)->pMethods->xRead(real_of(f), b, n, o); }
static int f_write(sqlite3_file *f, const void *b, int n, sqlite3_int64 o) {
    bool late, failed = fails(path_of(f), CHANGE, &late);
    // A write that fails has written half.
    int count = failed && !late ? n / 2 : n;
    int code = real_of(f)->pMethods->xWrite(real_of(f), b, count, o);
    if (!failed) return code;
    return last_error == ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 size) {
    bool late, failed = fails(path_of(f), CHANGE, &late);
    int code = failed && !late ? SQLITE_OK : real_of(f)->pMethods->xTruncate(real_of(f), size);
    return failed ? SQLITE_IOERR_TRUNCATE : code;
}
static int f_sync(sqlite3_file *f, int flags) {
    bool late, failed = fails(path_of(f), FLUSH, &late);
    // Nothing of these tests survives or dies by a real flush.
    (void)flags;
    return failed ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}
static int f_size(sqlite3_file *f, sqlite3_int64 *size) { return real_of(f)->pMethods->xFileSize(real_of(f), size); }
static int f_lock(sqlite3_file *f, int level) { return real_of(f)->pMethods->xLock(real_of(f), level); }
static int f_unlock(sqlite3_file *f, int level) { return real_of(f)->pMethods->xUnlock(real_of(f), level); }
static int f_reserved(sqlite3_file *f, int *out) { return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out); }
static int f_control(sqlite3_file *f, int op, void *arg) { return real_of(f)->pMethods->xFileControl(real_of(f), op, arg); }
static int f_sector(sqlite3_file *f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); }
static int f_device(sqlite3_file *f) { return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f)); }

// Version 1: without shared memory, so that a log with an index in a file could not be used.
static const sqlite3_io_methods methods = {
    1, f_close, f_read, f_write, f_truncate, f_sync, f_size, f_lock, f_unlock, f_reserved, f_control, f_sector, f_device,
    0, 0, 0, 0, 0, 0,
};

static int v_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out) {
    (void)vfs;
    fault_file *mine = (fault_file *)file;
    mine->base.pMethods = 0;
    mine->path = path;
    mine->real = (sqlite3_file *)(mine + 1);
    bool late;
    if (fails(path, OPENING, &late) && !late) return SQLITE_CANTOPEN;
    int code = real_vfs->xOpen(real_vfs, path, mine->real, flags, out);
    if (code == SQLITE_OK && last_error != 0) {
        mine->real->pMethods->xClose(mine->real);
        return SQLITE_CANTOPEN;
    }
    if (code == SQLITE_OK) mine->base.pMethods = &methods;
    return code;
}

static int v_delete(sqlite3_vfs *vfs, const char *path, int flushes) {
    (void)vfs;
    bool late, failed = fails(path, CHANGE, &late);
    int code = failed && !late ? SQLITE_OK : real_vfs->xDelete(real_vfs, path, flushes);
    return failed ? SQLITE_IOERR_DELETE : code;
}

static int v_error(sqlite3_vfs *vfs, int count, char *text) {
    (void)vfs;
    return last_error != 0 ? last_error : real_vfs->xGetLastError(real_vfs, count, text);
}

int roost_fault_register(void) {
    int code = SQLITE_OK;
    pthread_mutex_lock(&lock);
    if (real_vfs == 0) {
        real_vfs = sqlite3_vfs_find(0);
        layer = *real_vfs;
        layer.zName = "roost-fault";
        layer.pNext = 0;
        layer.szOsFile = (int)sizeof(fault_file) + real_vfs->szOsFile;
        layer.xOpen = v_open;
        layer.xDelete = v_delete;
        layer.xGetLastError = v_error;
        code = sqlite3_vfs_register(&layer, 1);
    }
    pthread_mutex_unlock(&lock);
    return code;
}
