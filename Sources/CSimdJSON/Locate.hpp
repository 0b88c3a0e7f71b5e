#pragma once
#include "Scan.hpp"

// Where stage 1 stumbled: it only says that it did. Runs on refused documents alone.
namespace locate {

// Length of the UTF-8 sequence at `at` (RFC 3629 section 4), 0 when it is not well formed.
inline size_t sequence(const uint8_t *at, size_t left) {
    uint8_t lead = at[0];
    if (lead < 0x80) return 1;
    size_t length = lead >= 0xC2 && lead < 0xE0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
    if (length == 0 || left < length) return 0;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
    }
    bool overlong = (lead == 0xE0 && at[1] < 0xA0) || (lead == 0xF0 && at[1] < 0x90);
    bool outside = (lead == 0xED && at[1] >= 0xA0) || (lead == 0xF4 && at[1] >= 0x90);
    return overlong || outside ? 0 : length;
}

inline size_t bad_utf8(const uint8_t *text, size_t length) {
    size_t at = 0;
    while (at < length) {
        size_t step = sequence(text + at, length - at);
        if (step == 0) return at;
        at += step;
    }
    return length;
}

// The first raw control character inside a string, else the opening quote of a string that never closes, else `length`.
inline size_t bad_string(const uint8_t *text, size_t length) {
    size_t opened = length;
    for (size_t at = 0; at < length; at++) {
        if (text[at] == '\\') at++;
        else if (text[at] == '"') opened = opened == length ? at : length;
        else if (opened != length && text[at] < 0x20) return at;
    }
    return opened;
}

}  // namespace locate
