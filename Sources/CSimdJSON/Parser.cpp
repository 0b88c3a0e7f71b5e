#define SIMDJSON_EXCEPTIONS 0
#include "Grammar.hpp"
#include "Locate.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <simdjson.h>

namespace {

constexpr size_t smallest = 16 * 1024;
// What a thread keeps between documents is about 18 times this: text, marks and tape.
constexpr size_t largest_kept = 64 * 1024;

struct Free {
    void operator()(void *memory) const { std::free(memory); }
};

template <typename T> using Memory = std::unique_ptr<T, Free>;

template <typename T> Memory<T> allocate(size_t count) { return Memory<T>(static_cast<T *>(std::malloc(count * sizeof(T)))); }

// The buffers of one thread.
class Parser {
public:
    void parse(const uint8_t *bytes, size_t count, size_t maximum_depth, json_tape *tape) {
        if (count == 0) return fail(tape, JSON_EMPTY, 0);
        if (count > simdjson::SIMDJSON_MAXSIZE_BYTES - simdjson::SIMDJSON_PADDING) return fail(tape, JSON_TOO_LARGE, 0);
        if (uint32_t status = reserve(count)) return fail(tape, status, 0);
        std::memcpy(text_.get(), bytes, count);
        std::memset(text_.get() + count, 0, simdjson::SIMDJSON_PADDING);
        if (auto error = stages_->stage1(text_.get(), count, simdjson::stage1_mode::regular)) return refuse(error, count, tape);
        if (!reserve_tape(stages_->n_structural_indexes)) return fail(tape, JSON_OUT_OF_MEMORY, 0);
        walk(uint32_t(count), maximum_depth, tape);
    }

    void release() {
        if (capacity_ > largest_kept) *this = Parser();
    }

private:
    Memory<uint8_t> text_;
    Memory<json_token> tokens_;
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stages_;
    size_t capacity_ = 0;
    size_t token_capacity_ = 0;

    static void fail(json_tape *tape, uint32_t status, size_t offset) { *tape = json_tape{nullptr, nullptr, 0, offset, status}; }

    // Only stage 1 is used; the depth simdjson asks for sizes stage 2's stack, which stays empty.
    uint32_t reserve(size_t count) {
        if (count <= capacity_) return JSON_OK;
        size_t capacity = smallest;
        while (capacity < count) capacity *= 2;
        capacity = std::min(capacity, size_t(simdjson::SIMDJSON_MAXSIZE_BYTES));
        *this = Parser();
        text_ = allocate<uint8_t>(capacity + simdjson::SIMDJSON_PADDING);
        if (!text_) return JSON_OUT_OF_MEMORY;
        auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, stages_);
        if (error) return error == simdjson::MEMALLOC ? JSON_OUT_OF_MEMORY : JSON_INTERNAL;
        capacity_ = capacity;
        return JSON_OK;
    }

    bool reserve_tape(size_t count) {
        if (count <= token_capacity_) return true;
        size_t capacity = std::min(std::max(count * 2, size_t(1024)), capacity_);
        tokens_ = allocate<json_token>(capacity);
        token_capacity_ = tokens_ ? capacity : 0;
        return tokens_ != nullptr;
    }

    void walk(uint32_t count, size_t maximum_depth, json_tape *tape) {
        Grammar grammar(
            text_.get(), count, stages_->structural_indexes.get(), stages_->n_structural_indexes, tokens_.get(), maximum_depth
        );
        if (!grammar.run()) return fail(tape, grammar.status(), grammar.error_offset());
        *tape = json_tape{text_.get(), tokens_.get(), grammar.token_count(), 0, JSON_OK};
    }

    void refuse(simdjson::error_code error, size_t count, json_tape *tape) {
        const uint8_t *text = text_.get();
        size_t sound = locate::bad_utf8(text, count);
        if (sound < count) return fail(tape, JSON_BAD_UTF8, sound);
        switch (error) {
        case simdjson::EMPTY: return fail(tape, JSON_EMPTY, count);
        case simdjson::MEMALLOC: return fail(tape, JSON_OUT_OF_MEMORY, 0);
        case simdjson::UNESCAPED_CHARS: return fail(tape, JSON_CONTROL_CHARACTER, locate::bad_string(text, count));
        case simdjson::UNCLOSED_STRING: return fail(tape, JSON_UNCLOSED_STRING, locate::bad_string(text, count));
        default: return fail(tape, JSON_INTERNAL, 0);
        }
    }
};

thread_local Parser parser;

}  // namespace

void json_tape_parse(const uint8_t *bytes, size_t count, size_t maximum_depth, json_tape *tape) {
    // malloc and nothrow allocations report by value; this keeps any other exception from crossing into Swift.
    try {
        parser.parse(bytes, count, maximum_depth, tape);
    } catch (...) {
        *tape = json_tape{nullptr, nullptr, 0, 0, JSON_OUT_OF_MEMORY};
    }
}

void json_tape_release(void) { parser.release(); }

int json_is_number(const uint8_t *bytes, size_t count) { return count > 0 && scan::number(bytes, bytes + count) == bytes + count; }
