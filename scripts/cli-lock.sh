# shellcheck shell=bash disable=SC2034
# Reads claude-cli.lock and says where in the cache the program it names belongs. Needs prelude.sh.

lock_file=${ROOST_CLI_LOCK:-$checkout/claude-cli.lock}

machine_arch() {
    local machine
    machine=$(uname -m)
    case $machine in
        x86_64 | aarch64) printf '%s\n' "$machine" ;;
        arm64) printf 'aarch64\n' ;;
        *) die "there is no pinned claude for '$machine': only x86_64 and aarch64." ;;
    esac
}

# A fact from a line `# NAME: VALUE`; empty when there is none.
lock_fact() { sed -n "s/^# $1: *\([^ ]*\) *\$/\1/p" "$lock_file" | head -n 1; }

# The SHA-256 of the wheel for an architecture.
lock_wheel_hash() {
    sed -n "s/^claude-agent-sdk==.*platform_machine == \"$1\".*--hash=sha256:\([0-9a-f]\{64\}\).*/\1/p" "$lock_file" | head -n 1
}

lock_package_version() { sed -n 's/^claude-agent-sdk==\([0-9A-Za-z.+-]*\).*/\1/p' "$lock_file" | head -n 1; }

read_lock() {
    [ -r "$lock_file" ] || die "cannot read the lock file $lock_file. Restore it with git."
    arch=$(machine_arch)
    cli_version=$(lock_fact cli-version)
    package_version=$(lock_package_version)
    wheel_hash=$(lock_wheel_hash "$arch")
    binary_hash=$(lock_fact "cli-sha256-$arch")
    [ -n "$cli_version" ] && [ -n "$package_version" ] && [ -n "$wheel_hash" ] \
        || die "the lock file $lock_file lacks cli-version, the package's version or the wheel's hash for $arch. Restore it with git."
    folder=$(cache_root)/claude/$cli_version-$arch
    binary=$folder/claude
    record=$folder/claude.sha256
}
