#include "CSimdJSON.h"
#include "Scan.hpp"

namespace {

inline bool needs_escape(uint8_t c, uint8_t above) { return c < 0x20 || c == '"' || c == '\\' || c > above; }

}  // namespace

size_t json_plain_prefix(const uint8_t *bytes, size_t count, int ascii) {
    const uint8_t above = ascii ? 0x7E : 0xFF;
    size_t at = 0;
    for (; count - at >= 16; at += 16) {
        scan::Block block = scan::load(bytes + at);
        scan::Block special = scan::Block(block < 0x20) | scan::Block(block == '"') | scan::Block(block == '\\') | scan::Block(block > above);
        size_t found = scan::first_set(special);
        if (found < 16) return at + found;
    }
    while (at < count && !needs_escape(bytes[at], above)) at++;
    return at;
}
