#ifndef ROOST_GUARDIAN_CONTROL_H
#define ROOST_GUARDIAN_CONTROL_H

#include <stdbool.h>

/// The control socket: line-based ASCII to and from the host; its end is the end of the host.
enum { control_descriptor = 3 };

/// What the host asked for; several may come at once.
enum request {
    request_terminate = 1,
    request_interrupt = 2,
    request_kill = 4,
    /// End of file or an error: nobody is there any more.
    request_host_gone = 8,
};

/// Whether descriptor 3 is a stream socket; also keeps it from every program started later.
bool control_open(void);

/// Sends `word number\n`, or drops it when the host does not read: a stopped host must not stop the guardian.
void control_report(const char *word, long number);

/// Whether the other end of the socket has been closed, whatever is still to be read.
bool control_host_gone(void);

/// Reads what is there, without waiting, and returns a set of `enum request`.
unsigned control_receive(void);

#endif
