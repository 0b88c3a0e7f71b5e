#pragma once
#include "Scan.hpp"

// Undoes the escapes of one string literal in place: the result is never longer than the literal.
class Unescape {
public:
    // `first` is the first escape of the literal, `limit` the end of the document.
    Unescape(uint8_t *first, const uint8_t *limit) : from_(first), to_(first), limit_(limit) {}

    // False when an escape is wrong or the literal does not end; then `position()` is where.
    bool run() {
        while (from_ < limit_ && *from_ != '"') {
            if (!escape()) return false;
            const uint8_t *stop = scan::quote_or_backslash(from_, limit_);
            size_t plain = size_t(stop - from_);
            std::memmove(to_, from_, plain);
            to_ += plain;
            from_ += plain;
        }
        return from_ < limit_;
    }

    const uint8_t *position() const { return from_; }
    const uint8_t *end_of_text() const { return to_; }

private:
    const uint8_t *from_;
    uint8_t *to_;
    const uint8_t *limit_;

    bool escape() {
        if (limit_ - from_ < 2) return false;
        uint8_t plain = simple(from_[1]);
        if (plain) {
            *to_++ = plain;
            from_ += 2;
            return true;
        }
        return from_[1] == 'u' && unicode();
    }

    static uint8_t simple(uint8_t c) {
        switch (c) {
        case '"': case '\\': case '/': return c;
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return 0;
        }
    }

    bool unicode() {
        int32_t unit = code_unit(from_);
        if (unit < 0) return false;
        from_ += 6;
        if ((unit & 0xF800) != 0xD800) return append(uint32_t(unit));
        int32_t low = unit < 0xDC00 ? code_unit(from_) : -1;
        // Node writes a text that was cut inside a pair as an escaped half; half a pair has no UTF-8 form.
        if (low < 0xDC00 || low > 0xDFFF) return append(0xFFFD);
        from_ += 6;
        return append(0x10000 + (uint32_t(unit - 0xD800) << 10) + uint32_t(low - 0xDC00));
    }

    // The four digits of the `\uXXXX` at `at`, or -1.
    int32_t code_unit(const uint8_t *at) const {
        if (limit_ - at < 6 || at[0] != '\\' || at[1] != 'u') return -1;
        int32_t value = 0;
        for (int i = 2; i < 6; i++) {
            int32_t digit = hexadecimal(at[i]);
            if (digit < 0) return -1;
            value = value << 4 | digit;
        }
        return value;
    }

    static int32_t hexadecimal(uint8_t c) {
        if (scan::is_digit(c)) return c - '0';
        uint8_t lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    bool append(uint32_t scalar) {
        if (scalar < 0x80) {
            *to_++ = uint8_t(scalar);
        } else if (scalar < 0x800) {
            *to_++ = uint8_t(0xC0 | scalar >> 6);
            *to_++ = uint8_t(0x80 | (scalar & 0x3F));
        } else if (scalar < 0x10000) {
            *to_++ = uint8_t(0xE0 | scalar >> 12);
            *to_++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
            *to_++ = uint8_t(0x80 | (scalar & 0x3F));
        } else {
            *to_++ = uint8_t(0xF0 | scalar >> 18);
            *to_++ = uint8_t(0x80 | (scalar >> 12 & 0x3F));
            *to_++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
            *to_++ = uint8_t(0x80 | (scalar & 0x3F));
        }
        return true;
    }
};
