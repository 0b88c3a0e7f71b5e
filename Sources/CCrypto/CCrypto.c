#include "CCrypto.h"
#include <openssl/evp.h>
#include <openssl/sha.h>

enum { tag_length = 16 };

int roost_seal(const uint8_t *key, const uint8_t *nonce, const uint8_t *context, int context_length, const uint8_t *input, int length,
               uint8_t *output, uint8_t *tag) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int written = 0;
    int ok = cipher && EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), 0, key, nonce) == 1
             && (context_length == 0 || EVP_EncryptUpdate(cipher, 0, &written, context, context_length) == 1)
             && (length == 0 || EVP_EncryptUpdate(cipher, output, &written, input, length) == 1)
             && EVP_EncryptFinal_ex(cipher, output, &written) == 1
             && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, tag_length, tag) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return ok;
}

int roost_open(const uint8_t *key, const uint8_t *nonce, const uint8_t *context, int context_length, const uint8_t *input, int length,
               uint8_t *output, const uint8_t *tag) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int written = 0;
    int ok = cipher && EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), 0, key, nonce) == 1
             && (context_length == 0 || EVP_DecryptUpdate(cipher, 0, &written, context, context_length) == 1)
             && (length == 0 || EVP_DecryptUpdate(cipher, output, &written, input, length) == 1)
             && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, tag_length, (void *)tag) == 1
             && EVP_DecryptFinal_ex(cipher, output, &written) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return ok;
}

int roost_sha1(const uint8_t *input, size_t length, uint8_t *output) { return SHA1(input, length, output) != 0; }
