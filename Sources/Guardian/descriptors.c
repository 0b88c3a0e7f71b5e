#include "descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "control.h"

enum { lock_descriptor = control_descriptor + 1 };

bool descriptors_keep_lock(void) { return fcntl(lock_descriptor, F_SETFD, FD_CLOEXEC) == 0; }

/// Makes sure that 0, 1 and 2 are open, so that nothing opened later takes their place.
static void fill_standard_descriptors(void)
{
    int file;
    do file = open("/dev/null", O_RDWR | O_CLOEXEC);
    while (file >= 0 && file <= STDERR_FILENO && fcntl(file, F_SETFD, 0) == 0);
    if (file > STDERR_FILENO) close(file);
}

static void close_descriptors_from(unsigned first)
{
    struct rlimit limit = {.rlim_cur = 1024};
    if (close_range(first, ~0U, 0) == 0) return;
    getrlimit(RLIMIT_NOFILE, &limit);
    for (rlim_t file = first; file < limit.rlim_cur && file < 65536; file++) close((int)file);
}

void descriptors_settle(bool keeps_lock)
{
    fill_standard_descriptors();
    close_descriptors_from(keeps_lock ? lock_descriptor + 1 : control_descriptor + 1);
}

void descriptors_leave_standard(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++) {
        if (null < 0 || dup2(null, file) < 0) close(file);
    }
    if (null > STDERR_FILENO) close(null);
}
