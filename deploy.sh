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
# shellcheck source=script/lib/version.sh
. "$here/lib/version.sh"
# shellcheck source=script/lib/bundle.sh
. "$here/lib/bundle.sh"

usage() {
    cat <<'HELP'
./deploy.sh                    builds dist/clo-compte-client-VERSION.zip
HELP
}

main() {
    cd -- "$repository"
    case ${1:-} in
        '') make_zip ;;
        --help | -h) usage ;;
        *) fail "unknown argument « $1 » (--help says more)" ;;
    esac
}

# Sets zip.
make_zip() {
    install_packages "${packages_to_build[@]}" "${packages_to_fetch[@]}" "${packages_to_bundle[@]}"
    "$here/vendor"
    mkdir -p -- dist
    find_version
    build_release "$repository/dist/build.log"
    local scratch
    scratch=$(mktemp -d "$repository/dist/.collect-XXXXXXXX")
    # shellcheck disable=SC2064  # this very folder
    trap "rm -rf -- '$scratch'" EXIT
    say "Collecting what a host needs"
    collect_package "$scratch/$package_name" "$version"
    zip=$repository/dist/$package_name-$version.zip
    zip_package "$scratch" "$scratch/new.zip" "$version_moment"
    mv -- "$scratch/new.zip" "$zip"
    say "dist/${zip##*/}: $(du --apparent-size -BM -- "$zip" | cut -f1)"
}

main "$@"
