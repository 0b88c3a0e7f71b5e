#include "guardian.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "control.h"

long monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void note_program_end(struct guardian *guardian, int status)
{
    bool signalled = WIFSIGNALED(status);
    int number = signalled ? WTERMSIG(status) : WEXITSTATUS(status);
    guardian->program_ended = true;
    guardian->exit_code = signalled ? 128 + number : number;
    control_report(signalled ? "signalled" : "exited", number);
}

bool guardian_reap(struct guardian *guardian)
{
    for (;;) {
        int status = 0;
        pid_t pid = waitpid(-1, &status, WNOHANG | __WALL);
        if (pid < 0) return errno != ECHILD;
        if (pid == 0) return true;
        if (pid == guardian->program && !guardian->program_ended)
            note_program_end(guardian, status);
        else if (guardian->sweeping && WIFSIGNALED(status))
            guardian->swept++;
    }
}

static void drain(int child_signals)
{
    struct signalfd_siginfo ignored;
    while (read(child_signals, &ignored, sizeof ignored) > 0) continue;
}

unsigned guardian_wait(struct guardian *guardian, int timeout_ms)
{
    struct pollfd watched[] = {{.fd = guardian->child_signals, .events = POLLIN}, {.fd = control_descriptor, .events = POLLIN}};
    if (poll(watched, 2, timeout_ms) < 0) return errno == EINTR ? 0 : request_host_gone;
    if (watched[0].revents != 0) {
        drain(guardian->child_signals);
        guardian_reap(guardian);
    }
    return watched[1].revents != 0 ? control_receive() : 0;
}

bool guardian_wait_for_child(struct guardian *guardian, int timeout_ms)
{
    struct pollfd watched = {.fd = guardian->child_signals, .events = POLLIN};
    if (poll(&watched, 1, timeout_ms) <= 0) return false;
    drain(guardian->child_signals);
    return true;
}
