#ifndef ROOST_GUARDIAN_ARGUMENTS_H
#define ROOST_GUARDIAN_ARGUMENTS_H

#include <stdbool.h>

/// What the command line asks for: `[--grace-ms N] [--sweep-ms N] [--open-files N] [--holds-lock] -- /abs/path/to/program arg…`.
struct arguments {
    /// How long leftover processes may go on after SIGTERM, 0 to 600000; 0 unless said.
    long grace_ms;
    /// How long the sweep goes on while the host is there, 0 to 600000; 30000 unless said.
    long sweep_ms;
    /// The program's soft limit of open descriptors, 1 to 1048576; 0, unless said, for the guardian's own.
    long open_files;
    /// Whether descriptor 4 is a lock that the host took and that is held until this process ends.
    bool holds_lock;
    /// The program and its arguments, ended by NULL; the first is an absolute path.
    char **program;
};

/// Fills `arguments`; returns NULL, or what is wrong with the command line.
const char *arguments_parse(char **argv, struct arguments *arguments);

#endif
