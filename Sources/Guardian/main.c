#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "arguments.h"
#include "control.h"
#include "descendants.h"
#include "guardian.h"
#include "program.h"

enum { exit_not_executable = 126, exit_not_found = 127 };

static int refuse(const char *reason)
{
    const char *parts[] = {"roost-guardian: ", reason, "\n"};
    for (int i = 0; i < 3; i++) (void)!write(STDERR_FILENO, parts[i], strlen(parts[i]));
    return EX_USAGE;
}

/// Makes sure that 0, 1 and 2 are open, so that nothing opened later takes their place.
static void fill_standard_descriptors(void)
{
    int file;
    do file = open("/dev/null", O_RDWR | O_CLOEXEC);
    while (file >= 0 && file <= STDERR_FILENO && fcntl(file, F_SETFD, 0) == 0);
    if (file > STDERR_FILENO) close(file);
}

static void close_inherited_descriptors(void)
{
    struct rlimit limit = {.rlim_cur = 1024};
    if (close_range(control_descriptor + 1, ~0U, 0) == 0) return;
    getrlimit(RLIMIT_NOFILE, &limit);
    for (rlim_t file = control_descriptor + 1; file < limit.rlim_cur && file < 65536; file++) close((int)file);
}

/// Lets go of the program's pipes, so that both sides see their end although the guardian still runs.
static void leave_standard_descriptors(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++) {
        if (null < 0 || dup2(null, file) < 0) close(file);
    }
    if (null > STDERR_FILENO) close(null);
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
    struct guardian guardian = {.child_signals = child_signals, .exit_code = 128 + SIGKILL};
    guardian.program = program_start(arguments->program, &error);
    leave_standard_descriptors();
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
    fill_standard_descriptors();
    close_inherited_descriptors();
    prctl(PR_SET_NAME, "roost-guardian");
    int child_signals = hold_signals();
    if (child_signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        control_report("exec-failed", errno);
        return EX_OSERR;
    }
    return guard(&arguments, child_signals);
}
