# shellcheck shell=bash disable=SC2034
# A small test harness: every function named test_… runs in its own folder and shell; its name states what must hold.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# run COMMAND…: keeps its status and everything it says, for the expectations below.
run() {
    status=0
    output=$("$@" 2>&1 </dev/null) || status=$?
}

failed() {
    printf '    %s\n' "$1" "status $status, output:" "$output" >&2
    exit 1
}

expect_success() { [ "$status" -eq 0 ] || failed "expected success"; }
expect_failure() { [ "$status" -ne 0 ] || failed "expected a failure"; }
expect_says() { case $output in *"$1"*) ;; *) failed "expected the words: $1" ;; esac; }
expect_equal() { [ "$1" = "$2" ] || failed "expected '$2', got '$1'"; }
expect_no_file() { [ ! -e "$1" ] || failed "expected no file: $1"; }
expect_empty_folder() { [ -z "$(find "$1" -mindepth 1 ! -name .lock 2>/dev/null)" ] || failed "expected nothing in $(find "$1")"; }

# stand_in NAME: puts a program read from standard input before all others on the PATH.
stand_in() {
    { printf '#!/bin/bash\n'; cat; } >"$PWD/stand-ins/$1"
    chmod +x "$PWD/stand-ins/$1"
}

run_tests() {
    local name folder result failures=0 count=0
    for name in $(declare -F | sed -n 's/^declare -f \(test_.*\)/\1/p'); do
        folder=$(mktemp -d)
        result=0
        (
            set -euo pipefail
            cd "$folder"
            mkdir stand-ins
            PATH=$PWD/stand-ins:$PATH
            export PIP_NO_INDEX=1
            unset PIP_FIND_LINKS
            if declare -F prepare >/dev/null; then prepare; fi
            "$name"
        ) || result=$?
        rm -rf -- "$folder"
        count=$((count + 1))
        [ "$result" -eq 0 ] && continue
        failures=$((failures + 1))
        printf 'FAILED  %s\n' "$name"
    done
    printf '%s: %d tests, %d failures\n' "${0##*/}" "$count" "$failures"
    [ "$count" -gt 0 ] && [ "$failures" -eq 0 ]
}
