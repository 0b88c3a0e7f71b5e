#ifndef ROOST_GUARDIAN_ARGUMENTS_H
#define ROOST_GUARDIAN_ARGUMENTS_H

/// What the command line asks for: `[--grace-ms N] -- /abs/path/to/program arg…`.
struct arguments {
    /// How long leftover processes may go on after SIGTERM, 0 to 600000.
    long grace_ms;
    /// The program and its arguments, ended by NULL; the first is an absolute path.
    char **program;
};

/// Fills `arguments`; returns NULL, or what is wrong with the command line.
const char *arguments_parse(char **argv, struct arguments *arguments);

#endif
