#pragma once
// libcurl behind a table of functions that is filled at the first use. Linked, it would cost every start of the program several
// megabytes and milliseconds. One thread at a time for a driver and the transfers on it; nothing here blocks but `roost_curl_load`.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Loads libcurl; the first call's answer stands. Returns NULL, or why it cannot be used.
const char *_Nullable roost_curl_load(void);

enum { ROOST_CURL_READ = 1, ROOST_CURL_WRITE = 2, ROOST_CURL_FAILED = 4 };

/// Why a transfer has ended.
typedef enum {
    ROOST_CURL_DONE = 0,
    ROOST_CURL_UNRESOLVED,      // no address for the host, or for the proxy
    ROOST_CURL_UNREACHABLE,     // no connection
    ROOST_CURL_TIMED_OUT,       // no connection in time
    ROOST_CURL_UNTRUSTED,       // the peer's certificate is not accepted
    ROOST_CURL_NO_TRUST,        // the list of trusted certificates cannot be read
    ROOST_CURL_DISCONNECTED,    // the connection has ended early
    ROOST_CURL_BROKEN,          // anything else
} roost_curl_ending;

typedef struct roost_curl_driver roost_curl_driver;
typedef struct roost_curl_transfer roost_curl_transfer;

/// What a driver asks of its event loop. The calls come during calls into the driver, and must not call it themselves.
typedef struct {
    void *_Nonnull owner;
    /// Watch a socket for this readiness from now on; 0: watch it no more, it may be closed right after.
    void (*_Nonnull watch)(void *_Nonnull owner, int socket, int readiness);
    /// Call `roost_curl_timeout` after so many milliseconds instead of whenever it was to be called; below 0: do not.
    void (*_Nonnull arm)(void *_Nonnull owner, long milliseconds);
} roost_curl_loop;

/// A driver with at most `connections` connections, of which at most `pooled` are kept idle; NULL out of memory. Call after a good
/// `roost_curl_load`.
roost_curl_driver *_Nullable roost_curl_driver_make(roost_curl_loop loop, long connections, long pooled);
/// Closes what is pooled. All transfers must have been freed.
void roost_curl_driver_free(roost_curl_driver *_Nonnull driver);
/// A watched socket is ready.
void roost_curl_ready(roost_curl_driver *_Nonnull driver, int socket, int readiness);
/// The armed time is over.
void roost_curl_timeout(roost_curl_driver *_Nonnull driver);
/// The owner of the next transfer that has ended and was not given yet, with the reason; NULL when there is none.
void *_Nullable roost_curl_next_ended(roost_curl_driver *_Nonnull driver, roost_curl_ending *_Nonnull ending);

/// What a transfer gives its owner. The bytes are valid during the call, which must not call the driver or the transfer.
typedef struct {
    void *_Nonnull owner;
    /// A line of a head, with its line end. False: end the transfer.
    bool (*_Nonnull line)(void *_Nonnull owner, const char *_Nonnull bytes, size_t count);
    /// A piece of the body. False: keep it, and give nothing more before `roost_curl_resume`.
    bool (*_Nonnull piece)(void *_Nonnull owner, const char *_Nonnull bytes, size_t count);
} roost_curl_receiver;

/// What a transfer sends, and how. All pointers are borrowed for the duration of the call.
typedef struct {
    const char *_Nonnull url;
    const char *_Nonnull method;
    const char *_Nonnull const *_Nonnull fields;    // `Name: value`, or `Name:` for one that libcurl shall not add
    size_t field_count;
    const void *_Nullable body;
    size_t body_size;
    const char *_Nullable trusted_file;             // NULL: the library's own
    const char *_Nullable trusted_folder;           // NULL: the library's own, or none when there is a file
    const char *_Nonnull proxy;                     // empty: none
    const char *_Nonnull without_proxy;             // hosts, separated by commas
    const char *_Nullable unix_socket;
    long connect_milliseconds;
    bool without_body;                              // the answer has none whatever its head says; `body` is NULL then
} roost_curl_plan;

/// Begins a transfer; NULL when it cannot be.
roost_curl_transfer *_Nullable roost_curl_transfer_make(
    roost_curl_driver *_Nonnull driver, const roost_curl_plan *_Nonnull plan, roost_curl_receiver receiver);
/// Ends a transfer wherever it is.
void roost_curl_transfer_free(roost_curl_transfer *_Nonnull transfer);
/// Goes on after a piece that was to be kept. May give pieces during the call.
void roost_curl_resume(roost_curl_transfer *_Nonnull transfer);
/// Bytes of the request's body that have been sent.
int64_t roost_curl_sent(roost_curl_transfer *_Nonnull transfer);
/// The library's own words on what went wrong; empty without any.
const char *_Nonnull roost_curl_words(roost_curl_transfer *_Nonnull transfer);
