#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "arguments.h"
#include "control.h"
#include "descendants.h"
#include "descriptors.h"
#include "guardian.h"
#include "program.h"

enum { exit_not_executable = 126, exit_not_found = 127 };

static int refuse(const char *reason)
{
    const char *parts[] = {"roost-guardian: ", reason, "\n"};
    for (int i = 0; i < 3; i++) (void)!write(STDERR_FILENO, parts[i], strlen(parts[i]));
    return EX_USAGE;
}

/// Blocks every signal: a stray one to the group must not end the guardian before its work. Returns a descriptor that is
/// readable when a child has ended.
static int hold_signals(void)
{
    sigset_t all, child;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    // An ignored SIGCHLD, which exec passes on, would have the kernel reap in our place.
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    return signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void pass_on(const struct guardian *guardian, unsigned requests)
{
    if (guardian->program_ended) return;
    if (requests & request_interrupt) kill(guardian->program, SIGINT);
    if (requests & request_terminate) kill(guardian->program, SIGTERM);
}

/// Waits for the end of the program, or for the order or the need to end it. Returns whether it ended by itself.
static bool watch(struct guardian *guardian)
{
    while (!guardian->program_ended) {
        unsigned requests = guardian_wait(guardian, -1);
        if (requests & (request_kill | request_host_gone)) return false;
        pass_on(guardian, requests);
    }
    return true;
}

/// Asks what the program left behind to end, and waits until it has, or the time is over, or the host wants no more waiting.
static void grace(struct guardian *guardian, long grace_ms)
{
    long deadline = monotonic_ms() + grace_ms;
    if (grace_ms == 0 || !guardian_reap(guardian)) return;
    guardian->sweeping = true;
    descendants_find();
    descendants_signal(SIGTERM);
    while (guardian_reap(guardian)) {
        long left_ms = deadline - monotonic_ms();
        if (left_ms <= 0) return;
        if (guardian_wait(guardian, (int)left_ms) & (request_kill | request_host_gone)) return;
    }
}

static int guard(const struct arguments *arguments, int child_signals)
{
    int error = 0;
    struct guardian guardian = {.child_signals = child_signals, .exit_code = 128 + SIGKILL, .sweep_ms = arguments->sweep_ms};
    guardian.program = program_start(arguments->program, arguments->open_files, &error);
    descriptors_leave_standard();
    if (guardian.program == 0) {
        control_report("exec-failed", error);
        return error == EACCES ? exit_not_executable : exit_not_found;
    }
    control_report("started", guardian.program);
    if (watch(&guardian)) grace(&guardian, arguments->grace_ms);
    guardian_sweep(&guardian);
    return guardian.exit_code;
}

int main(int argc, char **argv)
{
    (void)argc;
    struct arguments arguments;
    if (!control_open()) return refuse("descriptor 3 is not a stream socket: only roost starts this program, with its control socket there");
    const char *problem = arguments_parse(argv, &arguments);
    if (problem != NULL) return refuse(problem);
    if (arguments.holds_lock && !descriptors_keep_lock()) return refuse("descriptor 4 is not open: --holds-lock is for the host's lock there");
    descriptors_settle(arguments.holds_lock);
    prctl(PR_SET_NAME, "roost-guardian");
    int child_signals = hold_signals();
    if (child_signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        control_report("exec-failed", errno);
        return EX_OSERR;
    }
    return guard(&arguments, child_signals);
}
