# shellcheck shell=bash disable=SC2034
# Read by the other scripts: where things are, and how to say what went wrong.

set -euo pipefail

program=${0##*/}
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s: %s\n' "$program" "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# The folder that everything fetched goes to, outside the checkout.
cache_root() {
    local root=${ROOST_CACHE:-} base=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    [ -n "$root" ] || root=${base:+$base/roost}
    case $root in
        /*) printf '%s\n' "$root" ;;
        "") die "no place for the cache: HOME is not set. Set ROOST_CACHE to a folder you may write to." ;;
        *) die "the cache folder '$root' is not an absolute path. Set ROOST_CACHE to an absolute one." ;;
    esac
}

# failed_tests LOG: what failed in a run of the tests. Said last: whoever keeps only the end of a run must see why it is red.
failed_tests() {
    printf -- '-- tests: what failed, by %s:\n' "$1"
    grep -A 8 -E '^✘ Test .* recorded an issue|ThreadSanitizer: ' "$1" | head -n 200 || true
}
