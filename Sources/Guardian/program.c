#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// When memory runs out the kernel is to prefer agent processes to the host.
static const char raised_oom_score[] = "500";

static void raise_oom_score(void)
{
    char current[16] = "";
    int file = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    // A higher score, as a cluster may have set it, stays. A refusal changes nothing that matters here.
    if (read(file, current, sizeof current - 1) > 0 && atoi(current) < atoi(raised_oom_score))
        (void)!write(file, raised_oom_score, strlen(raised_oom_score));
    close(file);
}

/// The host may have raised its own limit, with which programs that call select(2) are not safe. A refusal leaves that one.
static void limit_open_files(long open_files)
{
    struct rlimit limit;
    if (open_files == 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    if ((rlim_t)open_files > limit.rlim_max) return;
    limit.rlim_cur = (rlim_t)open_files;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void reset_signals(void)
{
    sigset_t none;
    // The kernel's own structure, all zero, for the C library refuses to touch the two signals it keeps for itself.
    const unsigned long defaults[4] = {(unsigned long)SIG_DFL};
    for (int number = 1; number < _NSIG; number++) syscall(SYS_rt_sigaction, number, defaults, NULL, _NSIG / 8);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/// Runs in the new process; every descriptor above 2 closes at the exec.
static void become(char **program, long open_files, pid_t guardian, int failures)
{
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The guardian may have died before the line above.
    if (getppid() != guardian) _exit(127);
    raise_oom_score();
    limit_open_files(open_files);
    reset_signals();
    execv(program[0], program);
    int error = errno;
    (void)!write(failures, &error, sizeof error);
    _exit(127);
}

/// Waits until the exec has closed the pipe, or has failed and said why.
static int exec_error(int failures)
{
    int error = 0;
    ssize_t count;
    do count = read(failures, &error, sizeof error);
    while (count < 0 && errno == EINTR);
    return count == sizeof error ? error : 0;
}

pid_t program_start(char **program, long open_files, int *error)
{
    int failures[2];
    pid_t guardian = getpid();
    if (pipe2(failures, O_CLOEXEC) != 0) return *error = errno, 0;
    pid_t pid = fork();
    if (pid == 0) become(program, open_files, guardian, failures[1]);
    *error = pid < 0 ? errno : 0;
    close(failures[1]);
    if (pid > 0) *error = exec_error(failures[0]);
    close(failures[0]);
    if (pid > 0 && *error != 0) waitpid(pid, NULL, 0);
    return *error == 0 ? pid : 0;
}
