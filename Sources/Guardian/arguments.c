#include "arguments.h"

#include <stddef.h>
#include <string.h>

static const long limit_ms = 600000;

static bool parse_milliseconds(const char *text, long *milliseconds)
{
    long value = 0;
    if (text == NULL || *text == '\0') return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') return false;
        value = value * 10 + (*text - '0');
        if (value > limit_ms) return false;
    }
    *milliseconds = value;
    return true;
}

/// Where the value of an option goes that has one, or NULL.
static long *value_of(const char *option, struct arguments *arguments)
{
    if (strcmp(option, "--grace-ms") == 0) return &arguments->grace_ms;
    if (strcmp(option, "--sweep-ms") == 0) return &arguments->sweep_ms;
    return NULL;
}

const char *arguments_parse(char **argv, struct arguments *arguments)
{
    static const char usage[] = "usage: roost-guardian [--grace-ms N] [--sweep-ms N] [--holds-lock] -- /path/to/program [argument...]";
    *arguments = (struct arguments){.sweep_ms = 30000};
    char **next = argv[0] == NULL ? argv : argv + 1;
    for (; *next != NULL && strcmp(*next, "--") != 0; next++) {
        if (strcmp(*next, "--holds-lock") == 0) {
            arguments->holds_lock = true;
            continue;
        }
        long *value = value_of(*next, arguments);
        if (value == NULL) return usage;
        if (!parse_milliseconds(*++next, value)) return "--grace-ms and --sweep-ms need a whole number from 0 to 600000";
    }
    if (*next == NULL) return usage;
    arguments->program = next + 1;
    if (*arguments->program == NULL) return "no program after --";
    if (**arguments->program != '/') return "the program must be an absolute path";
    return NULL;
}
