#include <signal.h>
#include <sys/resource.h>

#include "control.h"
#include "descendants.h"
#include "guardian.h"

static const int longest_pause_ms = 50;
/// Once the limit is over: what did not go until then waits for a disk or a network, and its end wakes the guardian anyway.
static const int patient_pause_ms = 1000;
static const int rounds_between_scans = 8;

/// Stops the whole tree first, so that nothing answers the death of a relative with a new process.
static void kill_tree(void)
{
    descendants_find();
    descendants_signal(SIGSTOP);
    descendants_signal(SIGKILL);
}

static void give_up(void)
{
    int left = descendants_find();
    control_report("left", left > 0 ? left : 1);
}

/// Kills from the top: children of a killed child become children in turn. A scan of the whole tree is dearer; it is
/// made now and then, when nothing has changed for a while, and where the kernel does not list children.
static void kill_until(struct guardian *guardian, long deadline)
{
    int pause_ms = 1;
    bool changed = true;
    for (int round = 0; guardian_reap(guardian); round++) {
        bool late = monotonic_ms() >= deadline;
        if (late && !control_host_gone()) return give_up();
        bool listed = children_signal(SIGKILL);
        if (!listed || !changed || round % rounds_between_scans == 0) kill_tree();
        changed = guardian_wait_for_child(guardian, pause_ms);
        int longest_ms = late ? patient_pause_ms : longest_pause_ms;
        pause_ms = changed ? 1 : pause_ms * 2;
        if (pause_ms > longest_ms) pause_ms = longest_ms;
    }
}

void guardian_sweep(struct guardian *guardian)
{
    guardian_reap(guardian);
    guardian->sweeping = true;
    // Refused to a plain user, who then competes as an equal.
    setpriority(PRIO_PROCESS, 0, -20);
    if (!guardian->program_ended) {
        kill(-guardian->program, SIGKILL);
        kill(guardian->program, SIGKILL);
    }
    kill_until(guardian, monotonic_ms() + guardian->sweep_ms);
    control_report("swept", guardian->swept);
}
