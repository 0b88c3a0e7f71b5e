#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

// A badly behaved agent program for the guardian's tests. Every storm is bounded by a count or a limit, and ends after a minute if
// nobody ends it.

enum { alarm_seconds = 60, going_count = 500 };

static void say(const char *line)
{
    (void)!write(STDOUT_FILENO, line, strlen(line));
}

static void wait_for_the_end(void)
{
    alarm(alarm_seconds);
    for (;;) pause();
}

static int list_descriptors(void)
{
    for (int file = 0; file < 1024; file++)
        if (fcntl(file, F_GETFD) >= 0) printf("%d ", file);
    putchar('\n');
    return 0;
}

/// Each process forks the next one and ends, so that a list of processes is out of date as soon as it is made.
static int chain(int new_sessions)
{
    time_t end = time(NULL) + alarm_seconds;
    for (int forks = 0; time(NULL) < end; forks++) {
        if (forks == going_count) say("going\n");
        if (new_sessions) setsid();
        if (fork() > 0) _exit(0);
    }
    return 0;
}

/// Every process forks and stays, until together they have forked `count` times.
static int tree(long count, int new_sessions)
{
    atomic_long *forks = mmap(NULL, sizeof *forks, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (forks == MAP_FAILED) return 1;
    alarm(alarm_seconds);
    for (long fork_number; (fork_number = atomic_fetch_add(forks, 1)) < count;) {
        if (fork_number == going_count) say("going\n");
        if (fork() != 0) continue;
        alarm(alarm_seconds);
        if (new_sessions) setsid();
    }
    wait_for_the_end();
    return 0;
}

/// Forks without end in every process; a limit on the user's processes refuses most. The first refusal of each is said.
static int bomb(long limit)
{
    struct rlimit processes = {(rlim_t)limit, (rlim_t)limit};
    if (setrlimit(RLIMIT_NPROC, &processes) != 0) return 1;
    alarm(alarm_seconds);
    for (int full = 0;;) {
        pid_t pid = fork();
        if (pid == 0) alarm(alarm_seconds);
        if (pid < 0 && full++ == 0) say("full\n");
    }
}

/// A line of living processes, each the parent of the next and each in a session of its own.
static int line(long count)
{
    while (count-- > 0 && fork() == 0) setsid();
    if (count < 0) say("going\n");
    wait_for_the_end();
    return 0;
}

/// Leaves a process behind that holds no descriptor and does not listen to SIGTERM.
static int leave_stubborn(void)
{
    signal(SIGTERM, SIG_IGN);
    if (fork() > 0) return 0;
    for (int file = 0; file <= STDERR_FILENO; file++) close(file);
    wait_for_the_end();
    return 0;
}

static void say_asked(int number)
{
    (void)number;
    say("asked\n");
}

/// Leaves processes of one group behind that say when they get SIGTERM, and go on.
static int leave_listeners(long count)
{
    signal(SIGTERM, say_asked);
    while (count-- > 0)
        if (fork() == 0) wait_for_the_end();
    return 0;
}

/// Traces a process until the end of the input. Killed meanwhile, it stays in the process table, and its parent has to wait.
static int hold(long pid)
{
    char byte;
    if (ptrace(PTRACE_SEIZE, (pid_t)pid, NULL, NULL) != 0) return 1;
    say("holding\n");
    alarm(alarm_seconds);
    while (read(STDIN_FILENO, &byte, 1) > 0) continue;
    return 0;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    if (strcmp(mode, "descriptors") == 0) return list_descriptors();
    if (strcmp(mode, "stubborn") == 0) return leave_stubborn();
    if (strcmp(mode, "listeners") == 0) return leave_listeners(count);
    if (strcmp(mode, "hold") == 0) return hold(count);
    if (strcmp(mode, "line") == 0) return line(count);
    // The storm is below the program, which stays.
    if (fork() > 0) wait_for_the_end();
    if (strcmp(mode, "chain") == 0) return chain(0);
    if (strcmp(mode, "chain-of-sessions") == 0) return chain(1);
    if (strcmp(mode, "tree") == 0) return tree(count, 0);
    if (strcmp(mode, "tree-of-sessions") == 0) return tree(count, 1);
    if (strcmp(mode, "bomb") == 0) return bomb(count);
    return 64;
}
