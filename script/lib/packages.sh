# shellcheck shell=bash
# Debian packages: what each job needs, and their installation when something is missing.
#
# Only the programs are installed, not Debian's own running services: the ‑core and ‑bin packages have none, and
# the others are told not to start any.

# shellcheck disable=SC2034  # read by the scripts that source this file
{
    # What a printed document is set in: collect_fonts.
    packages_of_fonts=(fonts-sil-gentiumplus fonts-lato fonts-noto-core fonts-noto-color-emoji fonts-droid-fallback
        fonts-nanum hyphen-fr)
    packages_to_build=(libfcgi-dev libmariadb-dev libssl-dev libgumbo-dev libvips-dev libpango1.0-dev librsvg2-dev
        libqpdf-dev libcurl4-openssl-dev libhyphen-dev pkgconf "${packages_of_fonts[@]}")
    packages_to_bundle=(binutils zip)
    packages_to_upload=(openssh-client rsync unzip)
    packages_for_debian_11=(debootstrap unzip)
    packages_to_fetch=(python3 python3-pip ca-certificates)
    packages_for_database=(mariadb-server-core mariadb-client-core)
    packages_for_apache=(apache2-bin libapache2-mod-fcgid curl)
    packages_for_nginx=(nginx spawn-fcgi curl)
    packages_to_test=(libapache2-mod-xsendfile python3-venv chromium shellcheck poppler-utils qpdf openssl msmtp
        kannel kannel-extras openssh-server rsync busybox-static php-cgi php-fpm zip unzip)
}

# install_packages NAME…
install_packages() {
    local missing
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "these Debian packages are missing and only root can install them: ${missing//$'\n'/ }"
        as_root=(sudo)
    fi
    say "Installing Debian packages: ${missing//$'\n'/ }"
    local log
    log=$(mktemp)
    # shellcheck disable=SC2086  # one word for each package
    if ! "${as_root[@]}" bash -s -- $missing >"$log" 2>&1 <<'INSTALL'; then
        set -eu
        export DEBIAN_FRONTEND=noninteractive
        policy=/usr/sbin/policy-rc.d
        if [ ! -e "$policy" ]; then
            trap 'rm -f "$policy"' EXIT
            printf '#!/bin/sh\nexit 101\n' >"$policy"
            chmod 0755 "$policy"
        fi
        apt-get update
        apt-get install -y --no-install-recommends "$@"
INSTALL
        show_end_of "$log"
        fail "the Debian packages could not be installed (log: $log)"
    fi
    rm -f -- "$log"
}

missing_packages() {
    local -A installed=()
    local name state
    while read -r name state; do
        [ "$state" != installed ] || installed[$name]=yes
    done < <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null)
    for name in "$@"; do
        [ -n "${installed[$name]:-}" ] || printf '%s\n' "$name"
    done
}
