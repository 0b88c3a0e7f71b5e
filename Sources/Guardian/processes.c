#include "processes.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A directory entry as getdents64(2) gives it; readdir(3) would allocate on every scan.
struct entry {
    unsigned long long inode;
    long long offset;
    unsigned short size;
    unsigned char type;
    char name[];
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The number at the start of the text, or 0.
static pid_t leading_number(const char *text)
{
    pid_t number = 0;
    while (is_digit(*text)) number = number * 10 + (*text++ - '0');
    return number;
}

/// Whether /proc shows this process's own namespace: under another one's, its numbers would name strangers.
static bool proc_is_own(void)
{
    char text[12];
    ssize_t count = readlink("/proc/self", text, sizeof text - 1);
    if (count <= 0) return false;
    text[count] = '\0';
    return leading_number(text) == getpid();
}

bool children_visit(void (*visit)(pid_t pid))
{
    char bytes[1024];
    ssize_t count;
    pid_t pid = 0;
    if (!proc_is_own()) return false;
    int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    while ((count = read(file, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < count; i++) {
            if (is_digit(bytes[i])) {
                pid = pid * 10 + (bytes[i] - '0');
            } else {
                if (pid > 0) visit(pid);
                pid = 0;
            }
        }
    }
    close(file);
    return count == 0;
}

static void visit_entries(const char *bytes, long count, void (*visit)(pid_t pid))
{
    for (long at = 0; at < count;) {
        const struct entry *entry = (const void *)(bytes + at);
        pid_t pid = leading_number(entry->name);
        if (pid > 0) visit(pid);
        at += entry->size;
    }
}

bool processes_visit(void (*visit)(pid_t pid))
{
    _Alignas(struct entry) char bytes[4096];
    long count;
    if (!proc_is_own()) return false;
    int directory = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return false;
    while ((count = syscall(SYS_getdents64, directory, bytes, sizeof bytes)) > 0) visit_entries(bytes, count, visit);
    close(directory);
    return count == 0;
}

/// Writes `/proc/<pid>/stat`, which fits into 24 bytes for any process id.
static void stat_path(pid_t pid, char path[24])
{
    char digits[12];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + pid % 10);
        pid /= 10;
    } while (pid > 0);
    memcpy(path, "/proc/", 6);
    path += 6;
    while (count > 0) *path++ = digits[--count];
    memcpy(path, "/stat", 6);
}

pid_t process_parent(pid_t pid)
{
    // proc_pid_stat(5): "pid (name) state parent …". 128 bytes hold that, for a name has at most 64.
    char path[24], text[128];
    stat_path(pid, path);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = '\0';
    // The name may itself hold ")", no later field can.
    const char *name_end = strrchr(text, ')');
    return name_end != NULL && strlen(name_end) > 4 ? leading_number(name_end + 4) : 0;
}
