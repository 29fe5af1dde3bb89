# shellcheck shell=bash disable=SC2154  # place.sh sets what is not set here
# The Swift build. Needs: repository.

# build_release LOG: builds when a source, or a folder of them, has changed since the last time. Swift would find out
# by itself, but takes seconds for it, and the tests start many servers.
build_release() {
    local log=$1 stamp=$repository/.build/release.stamp
    collect_fonts "$repository/.build/fonts"
    is_build_current "$stamp" && return
    command -v swift >/dev/null || fail "Swift 6 or later is needed and « swift » is not in PATH"
    say "Building (log: $log)"
    mkdir -p -- "$repository/.build"
    # Made before the build: what changes while it runs is newer.
    touch -- "$stamp.$$"
    make_archive_folder
    if ! (cd "$repository" && PKG_CONFIG_PATH=$repository/.build/archives swift build -c release --static-swift-stdlib \
        -Xlinker -lssl -Xlinker -lcrypto -Xlinker -lz) >"$log" 2>&1; then
        rm -f -- "$stamp.$$"
        grep -E '(^|[^a-z])error:' -- "$log" | sort -u | head -n 20 >&2 || true
        fail "the build failed; the whole log is $log"
    fi
    mv -- "$stamp.$$" "$stamp"
}

# The responder's libraries are linked in from their archives: a plain CGI process starts a third sooner when it has
# no shared libraries to find and bind. The linker takes an archive only where no shared library lies beside it, hence
# a folder of their own, named by package descriptions of our own.
make_archive_folder() {
    local archives=$repository/.build/archives name folder libraries
    libraries=$(pkg-config --variable=libdir libcrypto)
    mkdir -p -- "$archives"
    for name in fcgi libmariadb libcrypto gumbo; do
        folder=$(pkg-config --variable=pcfiledir "$name")
        sed "s|^Libs:.*|Libs: -L$archives|" -- "$folder/$name.pc" >"$archives/$name.pc"
    done
    for name in fcgi mariadb crypto gumbo ssl z; do
        # Where there is no archive, the shared library serves.
        [ ! -e "$libraries/lib$name.a" ] || ln -sf -- "$libraries/lib$name.a" "$archives/lib$name.a"
    done
}

# is_build_current STAMP
is_build_current() {
    local release=$repository/.build/release
    [ -e "$1" ] && [ -x "$release/clo" ] && [ -x "$release/clo.fcgi" ] &&
        [ -z "$(find "$repository/Package.swift" "$repository/Sources" -newer "$1" -print -quit)" ]
}
