#pragma once
#include "CSimdJSON.h"
#include "Unescape.hpp"

// Checks the grammar along simdjson's structural marks and writes the tape.
//
// simdjson's own second stage turns numbers into machine numbers and refuses long ones; here their text has to survive.
// Stage 1 has already proved valid UTF-8, closed strings and no raw control character inside a string.
class Grammar {
public:
    // `text` is followed by 64 spare bytes; `tape` holds at least `mark_count` tokens.
    Grammar(uint8_t *text, uint32_t length, const uint32_t *marks, uint32_t mark_count, json_token *tape, size_t maximum_depth)
        : text_(text), length_(length), marks_(marks), mark_count_(mark_count), tape_(tape), maximum_depth_(maximum_depth) {}

    bool run() {
        uint32_t at;
        if (!take(&at) || !value(at)) return false;
        while (depth_ > 0) {
            if (!step()) return false;
        }
        return next_ == mark_count_ || fail(JSON_TRAILING_CONTENT, marks_[next_]);
    }

    size_t token_count() const { return used_; }
    uint32_t status() const { return status_; }
    size_t error_offset() const { return error_offset_; }

private:
    uint8_t *text_;
    uint32_t length_;
    const uint32_t *marks_;
    uint32_t mark_count_;
    json_token *tape_;
    size_t maximum_depth_;
    uint32_t next_ = 0;
    uint32_t used_ = 0;
    uint32_t open_ = 0;
    size_t depth_ = 0;
    uint32_t status_ = JSON_OK;
    size_t error_offset_ = 0;

    bool fail(uint32_t status, size_t offset) {
        status_ = status;
        error_offset_ = offset;
        return false;
    }

    bool take(uint32_t *at) {
        if (next_ == mark_count_) return fail(JSON_UNEXPECTED_END, length_);
        *at = marks_[next_++];
        return true;
    }

    // Every token begins at a mark of its own, so the tape cannot outgrow the marks.
    void put(uint32_t kind, uint32_t offset, uint32_t length) { tape_[used_++] = json_token{offset, length, kind}; }

    // One element or member of the innermost open container, or its end.
    bool step() {
        uint32_t at;
        if (!take(&at)) return false;
        json_token &container = tape_[open_];
        bool object = container.kind == JSON_OBJECT;
        if (text_[at] == (object ? '}' : ']')) return close();
        if (container.length > 0) {
            if (text_[at] != ',') return fail(JSON_EXPECTED_COMMA_OR_END, at);
            if (!take(&at)) return false;
        }
        container.length++;
        return (!object || key(&at)) && value(at);
    }

    // Leaves the start of the member's value in `at`.
    bool key(uint32_t *at) {
        if (text_[*at] != '"') return fail(JSON_EXPECTED_KEY, *at);
        if (!string(*at) || !take(at)) return false;
        if (text_[*at] != ':') return fail(JSON_EXPECTED_COLON, *at);
        return take(at);
    }

    bool value(uint32_t at) {
        switch (text_[at]) {
        case '{': return open(JSON_OBJECT, at);
        case '[': return open(JSON_ARRAY, at);
        case '"': return string(at);
        case 't': return literal(JSON_TRUE, "true", 4, at);
        case 'f': return literal(JSON_FALSE, "false", 5, at);
        case 'n': return literal(JSON_NULL, "null", 4, at);
        case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9': return number(at);
        default: return fail(JSON_EXPECTED_VALUE, at);
        }
    }

    // While a container is open its `offset` holds the index of the container around it.
    bool open(uint32_t kind, uint32_t at) {
        if (depth_ == maximum_depth_) return fail(JSON_TOO_DEEP, at);
        depth_++;
        put(kind, open_, 0);
        open_ = used_ - 1;
        return true;
    }

    bool close() {
        json_token &container = tape_[open_];
        open_ = container.offset;
        container.offset = used_;
        depth_--;
        return true;
    }

    bool literal(uint32_t kind, const char *word, uint32_t length, uint32_t at) {
        if (length_ - at < length || std::memcmp(text_ + at, word, length) != 0) return fail(JSON_BAD_LITERAL, at);
        put(kind, at, length);
        return finish(text_ + at + length, JSON_BAD_LITERAL, at);
    }

    bool number(uint32_t at) {
        const uint8_t *end = scan::number(text_ + at, text_ + length_);
        if (!end) return fail(JSON_BAD_NUMBER, at);
        put(JSON_NUMBER, at, uint32_t(end - (text_ + at)));
        return finish(end, JSON_BAD_NUMBER, at);
    }

    bool string(uint32_t at) {
        uint8_t *start = text_ + at + 1;
        uint8_t *end = text_ + length_;
        const uint8_t *stop = scan::quote_or_backslash(start, end);
        if (stop == end) return fail(JSON_UNCLOSED_STRING, at);
        if (*stop == '\\') return escaped(start, text_ + (stop - text_), at);
        put(JSON_STRING, at + 1, uint32_t(stop - start));
        return finish(stop + 1, JSON_EXPECTED_COMMA_OR_END, size_t(stop + 1 - text_));
    }

    bool escaped(uint8_t *start, uint8_t *first, uint32_t at) {
        Unescape unescape(first, text_ + length_);
        if (!unescape.run()) return fail(JSON_BAD_ESCAPE, size_t(unescape.position() - text_));
        put(JSON_STRING, at + 1, uint32_t(unescape.end_of_text() - start));
        const uint8_t *stop = unescape.position() + 1;
        return finish(stop, JSON_EXPECTED_COMMA_OR_END, size_t(stop - text_));
    }

    // A scalar is followed by white space up to the next mark, whatever stage 1 took for one word.
    bool finish(const uint8_t *end, uint32_t status, size_t offset) {
        const uint8_t *limit = text_ + (next_ == mark_count_ ? length_ : marks_[next_]);
        while (end < limit && scan::is_space(*end)) end++;
        return end == limit || fail(status, offset);
    }
};
