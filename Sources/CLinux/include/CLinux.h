#pragma once
// Linux system calls that the Glibc module hides or that Swift cannot express (variadics, fork-like calls).
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// What `roost_spawn` starts. All pointers are borrowed for the duration of the call.
typedef struct {
    const char *_Nonnull path;                  // absolute path of the program
    char *_Nullable const *_Nonnull argv;       // NULL-terminated
    char *_Nullable const *_Nonnull envp;       // NULL-terminated
    const char *_Nullable working_directory;    // NULL: inherited
    int descriptors[5];                         // become 0 to 4 of the child; -1: /dev/null for 0..2, and for 3 below a 4, else closed
    bool starts_session;                        // setsid in the child
} roost_spawn_plan;

/// Starts a child with default signal dispositions, an empty signal mask and no descriptor above 4.
/// The descriptors given may have any numbers. Returns 0 and the pid, or an errno value.
int roost_spawn(const roost_spawn_plan *_Nonnull plan, pid_t *_Nonnull pid);

/// pidfd_open(2) with CLOEXEC. Returns the descriptor, or -errno.
int roost_pidfd_open(pid_t pid);
/// pidfd_send_signal(2). Returns 0 or an errno value.
int roost_pidfd_signal(int pidfd, int signal);
/// Reaps the process behind a pidfd without blocking.
/// Returns 1 with `code` (CLD_*) and `status`, 0 when it still runs, or -errno.
int roost_pidfd_reap(int pidfd, int *_Nonnull code, int *_Nonnull status);
/// Reaps one child by pid without blocking. Returns 1 when reaped, 0 when it still runs, or -errno.
int roost_reap(pid_t pid);
/// Waits until a child has ended; it stays to be reaped.
void roost_await_end(pid_t pid);
/// Whether some child has ended and is not reaped yet; it stays so.
bool roost_has_ended_child(void);

/// A connected pair of CLOEXEC stream sockets; `first` is non-blocking. Returns 0 or an errno value.
int roost_socketpair(int *_Nonnull first, int *_Nonnull second);
/// A CLOEXEC pipe. `nonblocking_end` is 0 (read end), 1 (write end) or -1. Returns 0 or an errno value.
int roost_pipe(int *_Nonnull read_end, int *_Nonnull write_end, int nonblocking_end);
/// accept4 with NONBLOCK and CLOEXEC. Returns the descriptor, or -errno.
int roost_accept(int listener);
/// Lets the kernel end connections whose peer has vanished without a word: accepted sockets inherit this from a listening one.
/// Unanswered data for a minute ends one, and so do three unanswered probes, ten seconds apart, after half a minute of silence.
void roost_detect_dead_peers(int descriptor);
/// Makes the calling process the one that adopts orphaned descendants. Returns 0 or an errno value.
int roost_become_subreaper(void);
/// Keeps /proc and debuggers of the same user out of the calling process. Returns 0 or an errno value.
int roost_hide_memory(void);
/// The soft limit of open descriptors.
uint64_t roost_open_files(void);
/// Raises the soft limit of open descriptors to the hard one, at most to `highest`. Returns the old limit, or 0 when nothing has changed.
uint64_t roost_raise_open_files(uint64_t highest);
/// Takes an exclusive non-blocking flock on an open file. Returns 0 or an errno value.
int roost_lock_file(int descriptor);
/// Gives the lock of an open file up, for every process that has it open.
void roost_unlock_file(int descriptor);
/// The number of the file system that `path` lies on (statfs(2)), and the bytes this user may still write, as told. Returns 0 or an errno value.
int roost_file_system(const char *_Nonnull path, uint32_t *_Nonnull number, uint64_t *_Nonnull free_bytes);
/// Names the calling thread (at most 15 bytes).
void roost_name_thread(const char *_Nonnull name);
/// Gives pages that were allocated and freed back to the system, in every arena of malloc.
void roost_return_free_memory(void);

/// Bytes that malloc has given out, in all its arenas.
uint64_t roost_allocated_bytes(void);
