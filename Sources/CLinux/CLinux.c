#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most_descriptors = 5 };

/// Moves sources that a dup2 in the child would overwrite out of its reach. What was moved is closed with `close_moved`.
static int move_low_descriptors(const int *given, int *sources) {
    for (int child = 0; child < most_descriptors; child++) sources[child] = given[child];
    for (int child = 0; child < most_descriptors; child++) {
        if (given[child] < 0 || given[child] >= most_descriptors) continue;
        sources[child] = fcntl(given[child], F_DUPFD_CLOEXEC, most_descriptors);
        if (sources[child] < 0) return errno;
    }
    return 0;
}

static void close_moved(const int *given, const int *sources) {
    for (int child = 0; child < most_descriptors; child++) {
        if (sources[child] >= 0 && sources[child] != given[child]) close(sources[child]);
    }
}

static int add_descriptors(posix_spawn_file_actions_t *actions, const int *sources) {
    int count = sources[4] >= 0 ? 5 : sources[3] >= 0 ? 4 : 3;
    for (int child = 0; child < count; child++) {
        int failed = 0;
        if (sources[child] >= 0) failed = posix_spawn_file_actions_adddup2(actions, sources[child], child);
        else failed = posix_spawn_file_actions_addopen(actions, child, "/dev/null", O_RDWR, 0);
        if (failed) return failed;
    }
    return posix_spawn_file_actions_addclosefrom_np(actions, count);
}

static int set_attributes(posix_spawnattr_t *attributes, const roost_spawn_plan *plan) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (plan->starts_session) flags |= POSIX_SPAWN_SETSID;
    int failed = posix_spawnattr_setflags(attributes, flags);
    if (!failed) failed = posix_spawnattr_setsigdefault(attributes, &all);
    if (!failed) failed = posix_spawnattr_setsigmask(attributes, &none);
    return failed;
}

static int spawn(const roost_spawn_plan *plan, const int *sources, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed) return failed;
    failed = posix_spawnattr_init(&attributes);
    if (failed) {
        posix_spawn_file_actions_destroy(&actions);
        return failed;
    }
    failed = add_descriptors(&actions, sources);
    if (!failed && plan->working_directory) failed = posix_spawn_file_actions_addchdir_np(&actions, plan->working_directory);
    if (!failed) failed = set_attributes(&attributes, plan);
    if (!failed) failed = posix_spawn(pid, plan->path, &actions, &attributes, plan->argv, plan->envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

int roost_spawn(const roost_spawn_plan *plan, pid_t *pid) {
    int sources[most_descriptors];
    int failed = move_low_descriptors(plan->descriptors, sources);
    if (!failed) failed = spawn(plan, sources, pid);
    close_moved(plan->descriptors, sources);
    return failed;
}

int roost_pidfd_open(pid_t pid) {
    int descriptor = pidfd_open(pid, 0);
    return descriptor < 0 ? -errno : descriptor;
}

int roost_pidfd_signal(int pidfd, int signal) { return pidfd_send_signal(pidfd, signal, NULL, 0) < 0 ? errno : 0; }

static int reap(idtype_t type, id_t id, int *code, int *status) {
    siginfo_t info = {0};
    if (waitid(type, id, &info, WEXITED | WNOHANG) < 0) return -errno;
    if (info.si_pid == 0) return 0;
    *code = info.si_code;
    *status = info.si_status;
    return 1;
}

int roost_pidfd_reap(int pidfd, int *code, int *status) { return reap(P_PIDFD, (id_t)pidfd, code, status); }

int roost_reap(pid_t pid) {
    int code, status;
    return reap(P_PID, (id_t)pid, &code, &status);
}

void roost_await_end(pid_t pid) {
    siginfo_t info = {0};
    while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) continue;
}

bool roost_has_ended_child(void) {
    siginfo_t info = {0};
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
}

static int set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0 ? errno : 0;
}

int roost_socketpair(int *first, int *second) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) return errno;
    *first = ends[0];
    *second = ends[1];
    return set_nonblocking(ends[0]);
}

int roost_pipe(int *read_end, int *write_end, int nonblocking_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return errno;
    *read_end = ends[0];
    *write_end = ends[1];
    return nonblocking_end < 0 ? 0 : set_nonblocking(ends[nonblocking_end]);
}

int roost_accept(int listener) {
    int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

void roost_detect_dead_peers(int descriptor) {
    int on = 1, idle = 30, interval = 10, count = 3, unanswered_milliseconds = 60000;
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &unanswered_milliseconds, sizeof unanswered_milliseconds);
}

int roost_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? errno : 0; }

int roost_hide_memory(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? errno : 0; }

uint64_t roost_open_files(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) < 0 ? 0 : limit.rlim_cur;
}

uint64_t roost_raise_open_files(uint64_t highest) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return 0;
    rlim_t before = limit.rlim_cur;
    rlim_t wanted = limit.rlim_max < highest ? limit.rlim_max : highest;
    if (before >= wanted) return 0;
    limit.rlim_cur = wanted;
    return setrlimit(RLIMIT_NOFILE, &limit) < 0 ? 0 : before;
}

void roost_unlock_file(int descriptor) { flock(descriptor, LOCK_UN); }

int roost_lock_file(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) < 0 ? errno : 0; }

int roost_file_system(const char *path, uint32_t *number, uint64_t *free_bytes) {
    struct statfs status;
    if (statfs(path, &status) < 0) return errno;
    *number = (uint32_t)status.f_type;
    // A program that serves a file system may tell any numbers.
    if (__builtin_mul_overflow((uint64_t)status.f_bavail, (uint64_t)status.f_bsize, free_bytes)) *free_bytes = UINT64_MAX;
    return 0;
}

void roost_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void roost_return_free_memory(void) { malloc_trim(0); }

uint64_t roost_allocated_bytes(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}
