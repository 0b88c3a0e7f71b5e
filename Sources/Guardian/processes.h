#ifndef ROOST_GUARDIAN_PROCESSES_H
#define ROOST_GUARDIAN_PROCESSES_H

#include <stdbool.h>
#include <sys/types.h>

/// Calls `visit` for each process that the kernel lists as a child of this single-threaded one, zombies included.
/// Returns false where the kernel keeps no such list.
bool children_visit(void (*visit)(pid_t pid));

/// Calls `visit` for each process in /proc, in the order of process ids. Returns false without a usable /proc.
bool processes_visit(void (*visit)(pid_t pid));

/// The parent of a process, or 0 when it has gone or cannot be seen.
pid_t process_parent(pid_t pid);

#endif
