#include "descendants.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "processes.h"

enum { slot_count = 4096, found_limit = 3072, scan_limit = 4, group_count = 64 };

/// An open-addressed set of process ids; 0 is an empty slot.
static pid_t found[slot_count];
static int found_count;

/// Groups already signalled in this pass, so that a storm within one group is not signalled once per member.
static pid_t signalled_groups[group_count];
static int signal_number;

static pid_t *slot_of(pid_t pid)
{
    unsigned at = (unsigned)pid * 2654435761u % slot_count;
    while (found[at] != 0 && found[at] != pid) at = (at + 1) % slot_count;
    return &found[at];
}

static void note_if_descendant(pid_t pid)
{
    if (found_count == found_limit || *slot_of(pid) == pid) return;
    pid_t parent = process_parent(pid);
    if (parent == 0 || (parent != getpid() && *slot_of(parent) != parent)) return;
    *slot_of(pid) = pid;
    found_count++;
}

int descendants_find(void)
{
    memset(found, 0, sizeof found);
    found_count = 0;
    // Parents mostly have the smaller id, so one scan finds nearly all; the next ones find what that order hid.
    for (int scan = 0; scan < scan_limit; scan++) {
        int before = found_count;
        if (!processes_visit(note_if_descendant) || found_count == before) break;
    }
    return found_count;
}

/// A group signal is atomic towards fork(2): no member's new child escapes it.
///
/// The program was made leader of a new session, and only descendants can be in that session or in one made below it.
/// So a group outside the guardian's own session holds descendants alone.
static void signal_group_of(pid_t pid)
{
    pid_t group = getpgid(pid);
    if (group <= 1 || getsid(pid) == getsid(0)) return;
    pid_t *last = &signalled_groups[group % group_count];
    if (*last == group) return;
    *last = group;
    kill(-group, signal_number);
}

/// A direct child: its id and its group stay its own until it is reaped, which only this process does.
static void signal_child(pid_t pid)
{
    // A member of a group gets the signal twice; a second SIGTERM means "at once" to many programs.
    if (signal_number == SIGKILL || signal_number == SIGSTOP) signal_group_of(pid);
    kill(pid, signal_number);
}

static int send_by_handle(int handle, int number) { return (int)syscall(SYS_pidfd_send_signal, handle, number, NULL, 0); }

/// A process deeper down: it may have ended since it was found, and on a machine where a storm runs through all process
/// ids its number may be a stranger's by now. So it is taken hold of, looked at again, and signalled by the hold.
static void signal_found(pid_t pid)
{
    int handle = (int)syscall(SYS_pidfd_open, pid, 0);
    if (handle < 0) {
        if (errno == ENOSYS) signal_child(pid);
        return;
    }
    pid_t parent = process_parent(pid);
    if (parent == getpid() || (parent != 0 && *slot_of(parent) == parent)) {
        bool with_group = signal_number == SIGKILL || signal_number == SIGSTOP;
        // Stopped, it cannot end and give its group's number away before the group is signalled.
        if (with_group && send_by_handle(handle, SIGSTOP) == 0) signal_group_of(pid);
        send_by_handle(handle, signal_number);
    }
    close(handle);
}

static void begin_signalling(int number)
{
    memset(signalled_groups, 0, sizeof signalled_groups);
    signal_number = number;
}

bool children_signal(int number)
{
    begin_signalling(number);
    return children_visit(signal_child);
}

void descendants_signal(int number)
{
    begin_signalling(number);
    for (int at = 0; at < slot_count; at++)
        if (found[at] != 0) signal_found(found[at]);
}
