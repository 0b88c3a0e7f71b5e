#pragma once
// A file of this checkout, within the program.
#include <stddef.h>

/// The bytes of Sources/OpenAPI/openapi.json; they stay where they are for as long as the program runs.
const unsigned char *_Nonnull roost_openapi(size_t *_Nonnull count);
