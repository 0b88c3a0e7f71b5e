// Forwards to the copy that Debian's node-llhttp package installs.
#include "/usr/share/include/llhttp/llhttp.h"
