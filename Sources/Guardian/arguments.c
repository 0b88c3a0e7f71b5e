#include "arguments.h"

#include <stddef.h>
#include <string.h>

static const char usage[] =
    "usage: roost-guardian [--grace-ms N] [--sweep-ms N] [--open-files N] [--holds-lock] -- /path/to/program [argument...]";

/// An option with a number, and where it goes.
struct option {
    const char *name;
    long *value;
    long least, most;
    const char *problem;
};

static bool parse_number(const char *text, const struct option *option)
{
    long value = 0;
    if (text == NULL || *text == '\0') return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') return false;
        value = value * 10 + (*text - '0');
        if (value > option->most) return false;
    }
    *option->value = value;
    return value >= option->least;
}

/// NULL, or what is wrong with this option or its value.
static const char *parse_option(const char *name, const char *text, struct arguments *arguments)
{
    static const char milliseconds[] = "--grace-ms and --sweep-ms need a whole number from 0 to 600000";
    const struct option options[] = {
        {"--grace-ms", &arguments->grace_ms, 0, 600000, milliseconds},
        {"--sweep-ms", &arguments->sweep_ms, 0, 600000, milliseconds},
        {"--open-files", &arguments->open_files, 1, 1048576, "--open-files needs a whole number from 1 to 1048576"},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(name, options[i].name) == 0) return parse_number(text, &options[i]) ? NULL : options[i].problem;
    }
    return usage;
}

const char *arguments_parse(char **argv, struct arguments *arguments)
{
    *arguments = (struct arguments){.sweep_ms = 30000};
    char **next = argv[0] == NULL ? argv : argv + 1;
    for (; *next != NULL && strcmp(*next, "--") != 0; next++) {
        if (strcmp(*next, "--holds-lock") == 0) {
            arguments->holds_lock = true;
            continue;
        }
        const char *problem = parse_option(next[0], next[1], arguments);
        if (problem != NULL) return problem;
        next++;
    }
    if (*next == NULL) return usage;
    arguments->program = next + 1;
    if (*arguments->program == NULL) return "no program after --";
    if (**arguments->program != '/') return "the program must be an absolute path";
    return NULL;
}
