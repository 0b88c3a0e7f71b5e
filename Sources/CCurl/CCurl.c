#include "CCurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// Quoted names, as the header wraps some of the functions in macros.
static struct {
    CURLcode (*global_init)(long);
    curl_version_info_data *(*version_info)(CURLversion);
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    CURLcode (*easy_pause)(CURL *, int);
    void (*easy_cleanup)(CURL *);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
    CURLMcode (*multi_add_handle)(CURLM *, CURL *);
    CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
    CURLMcode (*multi_socket_action)(CURLM *, curl_socket_t, int, int *);
    CURLMsg *(*multi_info_read)(CURLM *, int *);
    CURLMcode (*multi_cleanup)(CURLM *);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
} curl;

static const struct { const char *name; void *place; } functions[] = {
    { "curl_global_init", &curl.global_init },
    { "curl_version_info", &curl.version_info },
    { "curl_easy_init", &curl.easy_init },
    { "curl_easy_setopt", &curl.easy_setopt },
    { "curl_easy_getinfo", &curl.easy_getinfo },
    { "curl_easy_pause", &curl.easy_pause },
    { "curl_easy_cleanup", &curl.easy_cleanup },
    { "curl_multi_init", &curl.multi_init },
    { "curl_multi_setopt", &curl.multi_setopt },
    { "curl_multi_add_handle", &curl.multi_add_handle },
    { "curl_multi_remove_handle", &curl.multi_remove_handle },
    { "curl_multi_socket_action", &curl.multi_socket_action },
    { "curl_multi_info_read", &curl.multi_info_read },
    { "curl_multi_cleanup", &curl.multi_cleanup },
    { "curl_slist_append", &curl.slist_append },
    { "curl_slist_free_all", &curl.slist_free_all },
};

struct roost_curl_driver {
    CURLM *multi;
    roost_curl_loop loop;
};

struct roost_curl_transfer {
    CURL *easy;
    roost_curl_driver *driver;
    roost_curl_receiver receiver;
    struct curl_slist *fields;
    char words[CURL_ERROR_SIZE];
};

// ---- Loading

static const char *refusal;

static const char *open_library(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return "libcurl.so.4 cannot be loaded; install the Debian package libcurl4";
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(library, functions[i].name);
        if (!function) return "libcurl.so.4 lacks functions; install the Debian package libcurl4";
        memcpy(functions[i].place, &function, sizeof function);
    }
    return NULL;
}

static void load(void) {
    refusal = open_library();
    if (refusal) return;
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        refusal = "libcurl.so.4 cannot be initialised";
        return;
    }
    const curl_version_info_data *version = curl.version_info(CURLVERSION_NOW);
    if (version->version_num < 0x075500) refusal = "libcurl.so.4 is older than 7.85; install the Debian package libcurl4";
    // Without the second, a look-up of a name would block the loop.
    int needed = CURL_VERSION_SSL | CURL_VERSION_ASYNCHDNS;
    if ((version->features & needed) != needed)
        refusal = "libcurl.so.4 is built without TLS or threads; install the Debian package libcurl4";
}

const char *roost_curl_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return refusal;
}

// ---- Driver

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *data, void *mark) {
    (void)easy;
    (void)mark;
    roost_curl_driver *driver = data;
    int readiness = 0;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT) readiness |= ROOST_CURL_READ;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT) readiness |= ROOST_CURL_WRITE;
    driver->loop.watch(driver->loop.owner, socket, readiness);
    return 0;
}

static int on_timer(CURLM *multi, long milliseconds, void *data) {
    (void)multi;
    roost_curl_driver *driver = data;
    driver->loop.arm(driver->loop.owner, milliseconds);
    return 0;
}

roost_curl_driver *roost_curl_driver_make(roost_curl_loop loop, long connections, long pooled) {
    roost_curl_driver *driver = calloc(1, sizeof *driver);
    if (!driver) return NULL;
    driver->loop = loop;
    driver->multi = curl.multi_init();
    if (!driver->multi) {
        free(driver);
        return NULL;
    }
    curl.multi_setopt(driver->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl.multi_setopt(driver->multi, CURLMOPT_SOCKETDATA, driver);
    curl.multi_setopt(driver->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl.multi_setopt(driver->multi, CURLMOPT_TIMERDATA, driver);
    curl.multi_setopt(driver->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    curl.multi_setopt(driver->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
    curl.multi_setopt(driver->multi, CURLMOPT_MAXCONNECTS, pooled);
    return driver;
}

void roost_curl_driver_free(roost_curl_driver *driver) {
    curl.multi_cleanup(driver->multi);
    free(driver);
}

void roost_curl_ready(roost_curl_driver *driver, int socket, int readiness) {
    int running;
    int mask = 0;
    if (readiness & ROOST_CURL_READ) mask |= CURL_CSELECT_IN;
    if (readiness & ROOST_CURL_WRITE) mask |= CURL_CSELECT_OUT;
    if (readiness & ROOST_CURL_FAILED) mask |= CURL_CSELECT_ERR;
    curl.multi_socket_action(driver->multi, socket, mask, &running);
}

void roost_curl_timeout(roost_curl_driver *driver) {
    int running;
    curl.multi_socket_action(driver->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

static roost_curl_ending ending_of(CURLcode code) {
    switch (code) {
        case CURLE_OK: return ROOST_CURL_DONE;
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY: return ROOST_CURL_UNRESOLVED;
        case CURLE_COULDNT_CONNECT:
        case CURLE_PROXY: return ROOST_CURL_UNREACHABLE;
        case CURLE_OPERATION_TIMEDOUT: return ROOST_CURL_TIMED_OUT;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR: return ROOST_CURL_UNTRUSTED;
        case CURLE_SSL_CACERT_BADFILE: return ROOST_CURL_NO_TRUST;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR: return ROOST_CURL_DISCONNECTED;
        default: return ROOST_CURL_BROKEN;
    }
}

void *roost_curl_next_ended(roost_curl_driver *driver, roost_curl_ending *ending) {
    int left;
    CURLMsg *message;
    while ((message = curl.multi_info_read(driver->multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *ending = ending_of(message->data.result);
        void *owner = NULL;
        curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        return owner;
    }
    return NULL;
}

// ---- Transfers

static size_t on_line(char *bytes, size_t size, size_t count, void *data) {
    roost_curl_transfer *transfer = data;
    return transfer->receiver.line(transfer->receiver.owner, bytes, size * count) ? size * count : 0;
}

static size_t on_piece(char *bytes, size_t size, size_t count, void *data) {
    roost_curl_transfer *transfer = data;
    return transfer->receiver.piece(transfer->receiver.owner, bytes, size * count) ? size * count : CURL_WRITEFUNC_PAUSE;
}

static bool append_field(roost_curl_transfer *transfer, const char *field) {
    struct curl_slist *longer = curl.slist_append(transfer->fields, field);
    if (longer) transfer->fields = longer;
    return longer != NULL;
}

#define SET(option, value) (curl.easy_setopt(transfer->easy, CURLOPT_##option, value) == CURLE_OK)

static bool set_request(roost_curl_transfer *transfer, const roost_curl_plan *plan) {
    bool set = append_field(transfer, "Expect:");
    for (size_t i = 0; i < plan->field_count; i++) set = set && append_field(transfer, plan->fields[i]);
    set = set && SET(URL, plan->url) && SET(HTTPHEADER, transfer->fields) && SET(CUSTOMREQUEST, plan->method);
    // The method's name alone would not keep it from waiting for a body.
    if (plan->without_body) return set && SET(NOBODY, 1L);
    if (!plan->body) return set;
    // The size first: with it the copy may hold zeros.
    return set && SET(POST, 1L) && SET(POSTFIELDSIZE_LARGE, (curl_off_t)plan->body_size) && SET(COPYPOSTFIELDS, plan->body);
}

static bool set_rules(roost_curl_transfer *transfer, const roost_curl_plan *plan) {
    return SET(NOSIGNAL, 1L) && SET(PROTOCOLS_STR, "http,https") && SET(FOLLOWLOCATION, 0L) && SET(PATH_AS_IS, 1L)
        && SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) && SET(SSL_VERIFYPEER, 1L) && SET(SSL_VERIFYHOST, 2L)
        && SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) && SET(TCP_KEEPALIVE, 1L) && SET(TCP_NODELAY, 1L)
        && SET(CONNECTTIMEOUT_MS, plan->connect_milliseconds);
}

// The headers for the server are none of a proxy's business, nor is its answer to CONNECT ours.
static bool set_route(roost_curl_transfer *transfer, const roost_curl_plan *plan) {
    bool set = SET(PROXY, plan->proxy) && SET(NOPROXY, plan->without_proxy) && SET(HEADEROPT, (long)CURLHEADER_SEPARATE)
        && SET(SUPPRESS_CONNECT_HEADERS, 1L);
    if (plan->unix_socket) set = set && SET(UNIX_SOCKET_PATH, plan->unix_socket);
    if (plan->trusted_file) set = set && SET(CAINFO, plan->trusted_file) && SET(CAPATH, plan->trusted_folder);
    else if (plan->trusted_folder) set = set && SET(CAPATH, plan->trusted_folder);
    return set;
}

static bool set_receiver(roost_curl_transfer *transfer) {
    // Newer than the oldest library that will do: without it, a transfer that is ended during a name look-up waits for that.
    (void)SET(QUICK_EXIT, 1L);
    return SET(PRIVATE, transfer->receiver.owner) && SET(ERRORBUFFER, transfer->words) && SET(HEADERFUNCTION, on_line)
        && SET(HEADERDATA, transfer) && SET(WRITEFUNCTION, on_piece) && SET(WRITEDATA, transfer);
}

roost_curl_transfer *roost_curl_transfer_make(roost_curl_driver *driver, const roost_curl_plan *plan, roost_curl_receiver receiver) {
    roost_curl_transfer *transfer = calloc(1, sizeof *transfer);
    if (!transfer) return NULL;
    transfer->driver = driver;
    transfer->receiver = receiver;
    transfer->easy = curl.easy_init();
    bool made = transfer->easy && set_request(transfer, plan) && set_rules(transfer, plan) && set_route(transfer, plan)
        && set_receiver(transfer) && curl.multi_add_handle(driver->multi, transfer->easy) == CURLM_OK;
    if (made) return transfer;
    roost_curl_transfer_free(transfer);
    return NULL;
}

void roost_curl_transfer_free(roost_curl_transfer *transfer) {
    if (transfer->easy) {
        curl.multi_remove_handle(transfer->driver->multi, transfer->easy);
        curl.easy_cleanup(transfer->easy);
    }
    curl.slist_free_all(transfer->fields);
    free(transfer);
}

void roost_curl_resume(roost_curl_transfer *transfer) { curl.easy_pause(transfer->easy, CURLPAUSE_CONT); }

int64_t roost_curl_sent(roost_curl_transfer *transfer) {
    curl_off_t sent = 0;
    curl.easy_getinfo(transfer->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    return sent;
}

const char *roost_curl_words(roost_curl_transfer *transfer) { return transfer->words; }
