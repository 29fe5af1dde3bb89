# shellcheck shell=bash disable=SC2154  # place.sh sets what is not set here
# The Swift build. Needs: repository.

# build_release LOG: builds when a source, or a folder of them, has changed since the last time. Swift would find out
# by itself, but takes seconds for it, and the tests start many servers.
build_release() {
    local log=$1 stamp=$repository/.build/release.stamp
    is_build_current "$stamp" && return
    command -v swift >/dev/null || fail "Swift 6 or later is needed and « swift » is not in PATH"
    say "Building (log: $log)"
    mkdir -p -- "$repository/.build"
    # Made before the build: what changes while it runs is newer.
    touch -- "$stamp.$$"
    if ! (cd "$repository" && swift build -c release --static-swift-stdlib) >"$log" 2>&1; then
        rm -f -- "$stamp.$$"
        grep -E '(^|[^a-z])error:' -- "$log" | sort -u | head -n 20 >&2 || true
        fail "the build failed; the whole log is $log"
    fi
    mv -- "$stamp.$$" "$stamp"
}

# is_build_current STAMP
is_build_current() {
    local release=$repository/.build/release
    [ -e "$1" ] && [ -x "$release/clo" ] && [ -x "$release/clo.fcgi" ] &&
        [ -z "$(find "$repository/Package.swift" "$repository/Sources" -newer "$1" -print -quit)" ]
}
