# shellcheck shell=bash disable=SC2154  # place.sh sets what is not set here
# How this state of the sources is called, and of when it is. Needs: repository.

# find_version: sets version and version_moment (seconds since 1970).
#
# A released source folder has a file VERSION; otherwise the repository tells: the name of a tag, or the day and the
# beginning of the commit, so that versions sort by age.
# shellcheck disable=SC2034  # the scripts that source this file read what it sets
find_version() {
    if [ -r "$repository/VERSION" ]; then
        read -r version <"$repository/VERSION"
        version_moment=$(stat --format=%Y -- "$repository/VERSION")
    elif git -C "$repository" rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
        version=$(git -C "$repository" describe --tags --exact-match 2>/dev/null) ||
            version=$(TZ=UTC git -C "$repository" log -1 --format=%cd-%h --date=format-local:%Y.%m.%d-%H%M)
        version_moment=$(git -C "$repository" log -1 --format=%ct)
        if [ -n "$(git -C "$repository" status --porcelain)" ]; then
            version+=-modifie
            version_moment=$(date +%s)
        fi
    else
        fail "which version is this? There is neither a Git repository nor a file VERSION"
    fi
    [[ $version =~ ^[[:alnum:]][[:alnum:]._-]*$ ]] || fail "« $version » cannot be the name of a version"
}
