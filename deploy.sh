#!/usr/bin/env bash
# Makes the zip that the web panel of a host takes, and proves or uploads it. « ./deploy.sh --help » says more.
# shellcheck source-path=SCRIPTDIR/script
set -euo pipefail

here=$(cd -- "${BASH_SOURCE[0]%/*}" && pwd -P)/script
# shellcheck source=script/lib/messages.sh
. "$here/lib/messages.sh"
# shellcheck source=script/lib/packages.sh
. "$here/lib/packages.sh"
# shellcheck source=script/lib/processes.sh
. "$here/lib/processes.sh"
# shellcheck source=script/lib/place.sh
. "$here/lib/place.sh"
# shellcheck source=script/lib/fonts.sh
. "$here/lib/fonts.sh"
# shellcheck source=script/lib/build.sh
. "$here/lib/build.sh"
# shellcheck source=script/lib/passwords.sh
. "$here/lib/passwords.sh"
# shellcheck source=script/lib/version.sh
. "$here/lib/version.sh"
# shellcheck source=script/lib/bundle.sh
. "$here/lib/bundle.sh"
# shellcheck source=script/lib/debian11.sh
. "$here/lib/debian11.sh"
# shellcheck source=script/lib/upload.sh
. "$here/lib/upload.sh"

usage() {
    cat <<'HELP'
./deploy.sh                          builds dist/clo-compte-client-VERSION.zip
./deploy.sh --check [ARGUMENT…]      builds it, unpacks it on a Debian 11 with its own Apache (mod_fcgid, plain CGI) and
                                     MariaDB, and runs the end-to-end tests against it; arguments go to pytest
./deploy.sh --to TARGET              builds it, uploads it and switches to it; TARGET is [USER@]HOST:FOLDER, or a folder
                                     of this machine, outside the document root
    --zip FILE                       not a new build: this zip
    --docroot FOLDER                 the site's document root over there, where links are made (the first time)
./deploy.sh --to TARGET --rollback   returns to the version before

CLO_SSH_OPTIONS, if set, goes to ssh and sftp: « -o Port=2222 -o IdentityFile=… ».
HELP
}

# Removed however this script ends.
scratches=()
trap '[ ${#scratches[@]} -eq 0 ] || rm -rf -- "${scratches[@]}"' EXIT

main() {
    cd -- "$repository"
    case ${1:-} in
        '') make_zip ;;
        --to) bring "$@" ;;
        --check)
            shift
            check "$@"
            ;;
        --help | -h) usage ;;
        *) fail "unknown argument « $1 » (--help says more)" ;;
    esac
}

# Sets zip.
make_zip() {
    install_packages "${packages_to_build[@]}" "${packages_to_fetch[@]}" "${packages_to_bundle[@]}"
    "$here/vendor"
    collect_common_passwords
    mkdir -p -- dist
    find_version
    build_release "$repository/dist/build.log"
    local scratch
    scratch=$(mktemp -d "$repository/dist/.collect-XXXXXXXX")
    scratches+=("$scratch")
    say "Collecting what a host needs"
    collect_package "$scratch/$package_name" "$version" "$version_moment"
    zip=$repository/dist/$package_name-$version.zip
    zip_package "$scratch" "$scratch/new.zip" "$version_moment"
    mv -- "$scratch/new.zip" "$zip"
    say "dist/${zip##*/}: $(du --apparent-size -BM -- "$zip" | cut -f1)"
}

# bring --to TARGET [OPTION…]
bring() {
    local target='' docroot='' action=upload
    zip=
    while [ $# -gt 0 ]; do
        case $1 in
            --to | --zip | --docroot) [ $# -ge 2 ] || fail "$1 needs a value (--help says more)" ;;
        esac
        case $1 in
            --to) target=$2 && shift 2 ;;
            --zip) zip=$2 && shift 2 ;;
            --docroot) docroot=$2 && shift 2 ;;
            --rollback) action=rollback && shift ;;
            *) fail "unknown option « $1 » (--help says more)" ;;
        esac
    done
    find_target "$target"
    if [ "$action" = rollback ]; then
        roll_back
        return
    fi
    install_packages "${packages_to_upload[@]}"
    [ -n "$zip" ] || make_zip
    upload "$zip" "$docroot"
}

# The system is kept in .build/ for the next time; CLO_TEST_ROOT names another one.
check() {
    local root=${CLO_TEST_ROOT:-$repository/.build/debian-11} why
    make_zip
    why=$(why_no_debian_11)
    if [ -n "$why" ]; then
        say "Not checked on Debian 11: $why."
        return 0
    fi
    install_packages "${packages_for_debian_11[@]}"
    make_debian_11 "$root" "$repository/dist/debian-11.log"
    CLO_TEST_PACKAGE=$zip CLO_TEST_ROOT=$root "$here/test" e2e "$@"
}

main "$@"
