#include "COpenAPI.h"

// A resource of SwiftPM would be an array literal, which takes the Swift compiler half a minute.
static const unsigned char document[] = {
#embed "../OpenAPI/openapi.json"
};

const unsigned char *roost_openapi(size_t *count) {
    *count = sizeof document;
    return document;
}
