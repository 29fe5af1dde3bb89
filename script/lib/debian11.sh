# shellcheck shell=bash disable=SC2154  # place.sh sets what is not set here
# A Debian 11 in a folder: older than the system that we build on, as hosts' systems are, with a web server and a
# database of its own and none of our libraries. Needs: repository.

# msmtp plays a host's sendmail; its PHP is 7.4.
packages_inside_debian_11=apache2-bin,libapache2-mod-fcgid,libapache2-mod-xsendfile,mariadb-server-10.5,msmtp,php-cgi

# why_no_debian_11: a sentence when it cannot be had here, or nothing.
why_no_debian_11() {
    if [ "$(id -u)" -ne 0 ]; then
        say "only root can enter another system"
    elif ! unshare --mount -- true 2>/dev/null; then
        say "this machine does not let root mount anything"
    elif [ "$(dpkg --print-architecture 2>/dev/null)" != amd64 ]; then
        say "this machine is no amd64 Debian"
    fi
}

# make_debian_11 ROOT LOG: once, and again when the list of packages has changed; fetched from the mirror that this machine
# itself uses. A system that was made otherwise is used as it is.
make_debian_11() {
    local root=$1 log=$2 list=$1/etc/paquets-demandes mirror
    if [ -d "$root" ] && { [ ! -e "$list" ] || [ "$(<"$list")" = "$packages_inside_debian_11" ]; }; then
        return
    fi
    # shellcheck disable=SC2016  # apt-get puts them in
    mirror=$(apt-get indextargets --format '$(LABEL) $(SITE)' 'Created-By: Packages' |
        sed -n 's/^Debian //p' | head -n 1)
    [ -n "$mirror" ] || fail "no Debian mirror stands in this machine’s list of package sources"
    say "Making a Debian 11 in $root (log: $log)"
    rm -rf -- "$root.new"
    if ! debootstrap --variant=minbase --include="$packages_inside_debian_11" bullseye "$root.new" "$mirror" \
        >"$log" 2>&1; then
        show_end_of "$log"
        fail "Debian 11 could not be had from this machine’s mirror (log: $log)"
    fi
    printf '127.0.0.1 localhost\n' >"$root.new/etc/hosts"
    printf '%s\n' "$packages_inside_debian_11" >"$root.new/etc/paquets-demandes"
    # Renamed when complete: an interrupted one is begun again, not used.
    rm -rf -- "$root"
    mv -- "$root.new" "$root"
}
