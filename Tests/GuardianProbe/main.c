#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// A badly behaved agent program for the guardian's tests. Every storm ends by its own count or alarm if nobody ends it.

enum { alarm_seconds = 60 };

static void say_ready(void)
{
    (void)!write(STDOUT_FILENO, "ready\n", 6);
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
static int chain(long count, int new_sessions)
{
    for (; count > 0; count--) {
        if (new_sessions) setsid();
        if (fork() > 0) _exit(0);
    }
    return 0;
}

/// Every process forks and stays, until together they have forked `count` times.
static int tree(long count, int new_sessions)
{
    atomic_long *left = mmap(NULL, sizeof *left, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (left == MAP_FAILED) return 1;
    atomic_store(left, count);
    alarm(alarm_seconds);
    while (atomic_fetch_sub(left, 1) > 0) {
        if (fork() != 0) continue;
        alarm(alarm_seconds);
        if (new_sessions) setsid();
    }
    wait_for_the_end();
    return 0;
}

/// Forks again whatever a limit on the number of processes refused, for as long as it is let.
static int bomb(long limit)
{
    struct rlimit processes = {(rlim_t)limit, (rlim_t)limit};
    if (setrlimit(RLIMIT_NPROC, &processes) != 0) return 1;
    alarm(alarm_seconds);
    for (;;)
        if (fork() == 0) alarm(alarm_seconds);
}

/// A line of living processes, each the parent of the next.
static int line(long count)
{
    while (count-- > 0 && fork() == 0) continue;
    if (count < 0) say_ready();
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

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    long count = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    if (strcmp(mode, "descriptors") == 0) return list_descriptors();
    if (strcmp(mode, "stubborn") == 0) return leave_stubborn();
    if (strcmp(mode, "line") == 0) return line(count);
    say_ready();
    if (strcmp(mode, "chain") == 0) return chain(count, 0);
    if (strcmp(mode, "chain-of-sessions") == 0) return chain(count, 1);
    if (strcmp(mode, "tree") == 0) return tree(count, 0);
    if (strcmp(mode, "tree-of-sessions") == 0) return tree(count, 1);
    if (strcmp(mode, "bomb") == 0) return bomb(count);
    return 64;
}
