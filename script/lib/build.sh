# shellcheck shell=bash disable=SC2154  # place.sh sets what is not set here
# The Swift build. Needs: repository.

# build_release LOG
build_release() {
    local log=$1
    command -v swift >/dev/null || fail "Swift 6 or later is needed and « swift » is not in PATH"
    say "Building (log: $log)"
    if ! (cd "$repository" && swift build -c release --static-swift-stdlib) >"$log" 2>&1; then
        grep -E '(^|[^a-z])error:' -- "$log" | sort -u | head -n 20 >&2 || true
        fail "the build failed; the whole log is $log"
    fi
}
