#include "CCrypto.h"
#include <dlfcn.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <string.h>

enum { tag_length = 16 };

static struct {
    __typeof__(EVP_CIPHER_CTX_new) *context_new;
    __typeof__(EVP_CIPHER_CTX_free) *context_free;
    __typeof__(EVP_CIPHER_CTX_ctrl) *context_ctrl;
    __typeof__(EVP_aes_256_gcm) *aes_256_gcm;
    __typeof__(EVP_EncryptInit_ex) *encrypt_init;
    __typeof__(EVP_EncryptUpdate) *encrypt_update;
    __typeof__(EVP_EncryptFinal_ex) *encrypt_final;
    __typeof__(EVP_DecryptInit_ex) *decrypt_init;
    __typeof__(EVP_DecryptUpdate) *decrypt_update;
    __typeof__(EVP_DecryptFinal_ex) *decrypt_final;
    __typeof__(SHA1) *sha1;
} crypto;

static const struct { const char *name; void *place; } functions[] = {
    { "EVP_CIPHER_CTX_new", &crypto.context_new },
    { "EVP_CIPHER_CTX_free", &crypto.context_free },
    { "EVP_CIPHER_CTX_ctrl", &crypto.context_ctrl },
    { "EVP_aes_256_gcm", &crypto.aes_256_gcm },
    { "EVP_EncryptInit_ex", &crypto.encrypt_init },
    { "EVP_EncryptUpdate", &crypto.encrypt_update },
    { "EVP_EncryptFinal_ex", &crypto.encrypt_final },
    { "EVP_DecryptInit_ex", &crypto.decrypt_init },
    { "EVP_DecryptUpdate", &crypto.decrypt_update },
    { "EVP_DecryptFinal_ex", &crypto.decrypt_final },
    { "SHA1", &crypto.sha1 },
};

static int is_loaded;

static void load(void) {
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(library, functions[i].name);
        if (!function) return;
        memcpy(functions[i].place, &function, sizeof function);
    }
    is_loaded = 1;
}

int roost_crypto_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded;
}

int roost_seal(const uint8_t *key, const uint8_t *nonce, const uint8_t *context, int context_length, const uint8_t *input, int length,
               uint8_t *output, uint8_t *tag) {
    if (!roost_crypto_load()) return 0;
    EVP_CIPHER_CTX *cipher = crypto.context_new();
    int written = 0;
    int ok = cipher && crypto.encrypt_init(cipher, crypto.aes_256_gcm(), 0, key, nonce) == 1
             && (context_length == 0 || crypto.encrypt_update(cipher, 0, &written, context, context_length) == 1)
             && (length == 0 || crypto.encrypt_update(cipher, output, &written, input, length) == 1)
             && crypto.encrypt_final(cipher, output, &written) == 1
             && crypto.context_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, tag_length, tag) == 1;
    crypto.context_free(cipher);
    return ok;
}

int roost_open(const uint8_t *key, const uint8_t *nonce, const uint8_t *context, int context_length, const uint8_t *input, int length,
               uint8_t *output, const uint8_t *tag) {
    if (!roost_crypto_load()) return 0;
    EVP_CIPHER_CTX *cipher = crypto.context_new();
    int written = 0;
    int ok = cipher && crypto.decrypt_init(cipher, crypto.aes_256_gcm(), 0, key, nonce) == 1
             && (context_length == 0 || crypto.decrypt_update(cipher, 0, &written, context, context_length) == 1)
             && (length == 0 || crypto.decrypt_update(cipher, output, &written, input, length) == 1)
             && crypto.context_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, tag_length, (void *)tag) == 1
             && crypto.decrypt_final(cipher, output, &written) == 1;
    crypto.context_free(cipher);
    return ok;
}

int roost_sha1(const uint8_t *input, size_t length, uint8_t *output) {
    return roost_crypto_load() && crypto.sha1(input, length, output) != 0;
}
