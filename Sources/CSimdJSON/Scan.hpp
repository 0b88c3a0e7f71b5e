#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace scan {

typedef uint8_t Block __attribute__((vector_size(16)));
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "first_set counts from the low byte");

inline Block load(const uint8_t *from) {
    Block block;
    std::memcpy(&block, from, sizeof block);
    return block;
}

// Index of the first byte of the mask that is not zero, 16 when there is none.
inline size_t first_set(Block mask) {
    uint64_t half[2];
    std::memcpy(half, &mask, sizeof half);
    if (half[0]) return size_t(__builtin_ctzll(half[0])) / 8;
    return half[1] ? 8 + size_t(__builtin_ctzll(half[1])) / 8 : 16;
}

// The first `"` or `\` in [from, end), or `end`. Blocks may reach past `end`: the caller's buffer has 64 spare bytes there.
inline const uint8_t *quote_or_backslash(const uint8_t *from, const uint8_t *end) {
    for (; from < end; from += 16) {
        Block block = load(from);
        size_t found = first_set(Block(block == '"') | Block(block == '\\'));
        if (found < 16) return from + found < end ? from + found : end;
    }
    return end;
}

inline bool is_space(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

inline bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

inline const uint8_t *digits(const uint8_t *from, const uint8_t *end) {
    while (from < end && is_digit(*from)) from++;
    return from;
}

// The end of the longest number that starts at `from`, or null when none does (RFC 8259 section 6).
inline const uint8_t *number(const uint8_t *from, const uint8_t *end) {
    if (from < end && *from == '-') from++;
    const uint8_t *whole = digits(from, end);
    if (whole == from || (*from == '0' && whole > from + 1)) return nullptr;
    if (whole < end && *whole == '.') {
        const uint8_t *fraction = whole + 1;
        whole = digits(fraction, end);
        if (whole == fraction) return nullptr;
    }
    if (whole == end || (*whole | 0x20) != 'e') return whole;
    const uint8_t *exponent = whole + 1;
    if (exponent < end && (*exponent == '+' || *exponent == '-')) exponent++;
    whole = digits(exponent, end);
    return whole == exponent ? nullptr : whole;
}

}  // namespace scan
