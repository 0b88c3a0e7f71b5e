#pragma once
// Authenticated encryption and hashing by OpenSSL's libcrypto: what of it Swift cannot say is that its calls are macros and its objects opaque.
// The library is loaded at its first use: linked, it would cost every start of the program a megabyte and a half.
#include <stddef.h>
#include <stdint.h>

/// Loads libcrypto; the first call's answer stands. Returns 1 when it can be used, else all calls below fail. Everything else calls it itself.
int roost_crypto_load(void);

/// AES-256-GCM. `key` has 32 bytes, `nonce` 12, `tag` 16; `output` has as many bytes as `input`. Returns 1 on success.
int roost_seal(const uint8_t *_Nonnull key, const uint8_t *_Nonnull nonce, const uint8_t *_Nullable context, int context_length,
               const uint8_t *_Nullable input, int length, uint8_t *_Nullable output, uint8_t *_Nonnull tag);
/// The other way. Returns 1 on success, 0 where key, nonce, context, input and tag do not belong together.
int roost_open(const uint8_t *_Nonnull key, const uint8_t *_Nonnull nonce, const uint8_t *_Nullable context, int context_length,
               const uint8_t *_Nullable input, int length, uint8_t *_Nullable output, const uint8_t *_Nonnull tag);
/// SHA-1, for protocols that ask for it: it secures nothing. `output` has 20 bytes. Returns 1 on success.
int roost_sha1(const uint8_t *_Nonnull input, size_t length, uint8_t *_Nonnull output);
