# shellcheck shell=bash
# What the scripts tell the person who runs them.

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s: %s\n' "script/${0##*/}" "$*" >&2
    exit 1
}

# The end of a log, for a message that says what went wrong and where to read on.
show_end_of() {
    if [ -s "$1" ]; then
        printf -- '--- end of %s\n' "$1" >&2
        tail -n 15 -- "$1" >&2
        printf -- '---\n' >&2
    fi
}
