#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/// The line being received. A longer line than any known one is kept only as its length.
static struct {
    char text[8];
    size_t length;
} line;

bool control_open(void)
{
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(control_descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM) return false;
    return fcntl(control_descriptor, F_SETFD, FD_CLOEXEC) == 0;
}

void control_report(const char *word, long number)
{
    char text[64];
    char *end = text + sizeof text;
    char *start = end;
    *--start = '\n';
    do {
        *--start = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    *--start = ' ';
    size_t length = strlen(word);
    start -= length;
    memcpy(start, word, length);
    // A host that is gone or does not read loses the report; the exit status says the same once more.
    (void)send(control_descriptor, start, (size_t)(end - start), MSG_DONTWAIT | MSG_NOSIGNAL);
}

bool control_host_gone(void)
{
    struct pollfd watched = {.fd = control_descriptor, .events = POLLRDHUP};
    return poll(&watched, 1, 0) > 0;
}

static bool line_is(const char *word)
{
    return strlen(word) == line.length && memcmp(word, line.text, line.length) == 0;
}

static unsigned request_of_line(void)
{
    if (line_is("term")) return request_terminate;
    if (line_is("int")) return request_interrupt;
    if (line_is("kill")) return request_kill;
    return 0;
}

static unsigned take(char byte)
{
    if (byte == '\n') {
        unsigned request = request_of_line();
        line.length = 0;
        return request;
    }
    if (line.length < sizeof line.text) line.text[line.length++] = byte;
    return 0;
}

unsigned control_receive(void)
{
    char bytes[64];
    unsigned requests = 0;
    ssize_t count = recv(control_descriptor, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count < 0) return errno == EAGAIN || errno == EINTR ? 0 : request_host_gone;
    if (count == 0) return request_host_gone;
    for (ssize_t i = 0; i < count; i++) requests |= take(bytes[i]);
    return requests;
}
