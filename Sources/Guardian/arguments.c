#include "arguments.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const long grace_limit_ms = 600000;

static bool parse_grace(const char *text, long *grace_ms)
{
    long value = 0;
    if (text == NULL || *text == '\0') return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') return false;
        value = value * 10 + (*text - '0');
        if (value > grace_limit_ms) return false;
    }
    *grace_ms = value;
    return true;
}

const char *arguments_parse(char **argv, struct arguments *arguments)
{
    arguments->grace_ms = 0;
    char **next = argv[0] == NULL ? argv : argv + 1;
    if (*next != NULL && strcmp(*next, "--grace-ms") == 0) {
        if (!parse_grace(next[1], &arguments->grace_ms)) return "--grace-ms needs a whole number from 0 to 600000";
        next += 2;
    }
    if (*next == NULL || strcmp(*next, "--") != 0) return "usage: roost-guardian [--grace-ms N] -- /path/to/program [argument...]";
    arguments->program = next + 1;
    if (*arguments->program == NULL) return "no program after --";
    if (**arguments->program != '/') return "the program must be an absolute path";
    return NULL;
}
