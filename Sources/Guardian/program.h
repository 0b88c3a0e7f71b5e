#ifndef ROOST_GUARDIAN_PROGRAM_H
#define ROOST_GUARDIAN_PROGRAM_H

#include <sys/types.h>

/// Starts the program in a session of its own with descriptors 0, 1 and 2 of the caller and dies with it.
/// A soft limit of open descriptors above 0 is set for it, at most its hard limit. Returns its process id once it runs; otherwise 0, with the reason in `error`.
pid_t program_start(char **program, long open_files, int *error);

#endif
