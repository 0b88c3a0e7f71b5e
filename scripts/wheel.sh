# shellcheck shell=bash disable=SC2034
# Fetches the wheel that carries the claude program, with the person's own pip and its settings. Needs prelude.sh.

member=claude_agent_sdk/_bundled/claude

find_pip() {
    local candidate
    for candidate in "python3 -m pip" pip3 pip; do
        # shellcheck disable=SC2086 # a command with its arguments
        if $candidate --version >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    die "pip is not there. Run: apt-get install python3-pip; or fetch the wheel elsewhere and run: scripts/claude-cli install --wheel FILE"
}

# fetch_wheel ARCH FOLDER PIP-ARGUMENTS…: leaves one wheel and pip's log in the folder. Temporary files stay in it too.
fetch_wheel() {
    local pip arch=$1 into=$2
    shift 2
    pip=$(find_pip)
    # shellcheck disable=SC2086 # a command with its arguments
    TMPDIR=$into PIP_NO_INPUT=1 PIP_REQUIRE_VIRTUALENV=0 $pip download --no-deps --only-binary=:all: --no-cache-dir \
        --platform "manylinux_2_17_$arch" --dest "$into" --log "$into/log" "$@" >&2 \
        || die "$(why_pip_failed "$into/log")"
}

why_pip_failed() {
    if grep -q 'DO NOT MATCH THE HASHES' "$1" 2>/dev/null; then
        printf 'the downloaded wheel is not the pinned one (expected and got: see above); nothing was kept. Check the index pip is set to.'
    elif grep -q 'No space left on device' "$1" 2>/dev/null; then
        printf 'the disk filled up while downloading. Make room, or set ROOST_CACHE to a folder on another disk.'
    else
        printf 'pip could not download claude-agent-sdk (its words are above). Check the network and the settings of pip, '
        printf 'or fetch the wheel elsewhere and run: scripts/claude-cli install --wheel FILE'
    fi
}

# wheel_member WHEEL PATH: writes one file of a wheel to standard output.
wheel_member() {
    command -v unzip >/dev/null || die "unzip is not there. Run: apt-get install unzip"
    unzip -p "$1" "$2"
}

hash_of() { sha256sum -- "$1" | cut -d ' ' -f 1; }
