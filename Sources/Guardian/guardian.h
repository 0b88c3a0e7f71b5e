#ifndef ROOST_GUARDIAN_GUARDIAN_H
#define ROOST_GUARDIAN_GUARDIAN_H

#include <stdbool.h>
#include <sys/types.h>

/// One guarded program and what has become of it.
struct guardian {
    pid_t program;
    /// Readable when a child may have ended.
    int child_signals;
    bool program_ended;
    /// The exit code to end with: the program's, or 128 and its signal.
    int exit_code;
    /// How long the sweep goes on while the host is there.
    long sweep_ms;
    /// Whether ended children were killed by the sweep, and how many were.
    bool sweeping;
    long swept;
};

/// Reaps all children that have ended, adopted ones too, and reports the program's end. Returns whether any child is left.
/// No child left means no descendant left, for whoever loses its parent becomes a child of this subreaper.
bool guardian_reap(struct guardian *guardian);

/// Waits for the host, or for a child to end, for at most `timeout_ms` (-1: for ever), and reaps.
/// Returns what the host asked for, as `control_receive` does.
unsigned guardian_wait(struct guardian *guardian, int timeout_ms);

/// Waits for a child to end, for at most `timeout_ms`, without listening to the host. Returns whether one did.
bool guardian_wait_for_child(struct guardian *guardian, int timeout_ms);

/// Ends every descendant, and reports how many were killed.
/// After `sweep_ms` a host that is there is told how many would not go, and has to see to them; without one this goes on until
/// the last has gone, for nobody else would.
void guardian_sweep(struct guardian *guardian);

/// Milliseconds on a clock that never jumps.
long monotonic_ms(void);

#endif
