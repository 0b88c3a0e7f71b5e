#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

enum {
    JSON_OK,
    JSON_EMPTY,
    JSON_UNEXPECTED_END,
    JSON_EXPECTED_VALUE,
    JSON_EXPECTED_KEY,
    JSON_EXPECTED_COLON,
    JSON_EXPECTED_COMMA_OR_END,
    JSON_TRAILING_CONTENT,
    JSON_BAD_NUMBER,
    JSON_BAD_LITERAL,
    JSON_BAD_ESCAPE,
    JSON_CONTROL_CHARACTER,
    JSON_UNCLOSED_STRING,
    JSON_BAD_UTF8,
    JSON_TOO_DEEP,
    JSON_TOO_LARGE,
    JSON_OUT_OF_MEMORY,
    JSON_INTERNAL
};

// One value of the document, in document order; an object's member is its key (a string) followed by its value.
// Numbers and strings: `offset` and `length` say where in `json_tape.text` their text lies, escapes already undone.
// Containers: `length` is the number of elements or members, `offset` the index of the first token after the whole container.
typedef struct json_token {
    uint32_t offset;
    uint32_t length;
    uint32_t kind;
} json_token;

typedef struct json_tape {
    const uint8_t *text;
    const json_token *tokens;
    size_t token_count;
    size_t error_offset;
    uint32_t status;
} json_tape;

// Parses one document. Reads exactly `count` bytes. On JSON_OK the tape is valid until the next call on the same thread.
// A lone surrogate escape becomes U+FFFD.
void json_tape_parse(const uint8_t *bytes, size_t count, size_t maximum_depth, json_tape *tape);

// Gives back the memory of this thread's parser when the last document made it large.
void json_tape_release(void);

// 1 when the bytes are exactly one number of RFC 8259 section 6.
int json_is_number(const uint8_t *bytes, size_t count);

// How many leading bytes can stand in a string literal as they are. With `ascii` also 0x7F and above need an escape.
size_t json_plain_prefix(const uint8_t *bytes, size_t count, int ascii);

#ifdef __cplusplus
}
#endif
