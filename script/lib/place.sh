# shellcheck shell=bash
# Where a server keeps its things, and who its workers are.
#
# Under --data DIR:
#   clo.conf   the responder's configuration, with its secrets
#   mysql/     the private MariaDB
#   files/     photos and documents (CLO_DATA)
#   site/      the programs as they were built for this server, and what they read
#   log/  run/ logs; sockets and pid files
#
# Apache and nginx never serve as root, and a folder such as /root is closed to everybody else. So when root runs
# the server and its workers cannot enter DIR, all of this lives in /var/lib/clo-compte-client/… instead, and DIR
# holds links to it.
#
# Sets: repository, worker; find_place and make_place: data, home, run; find_host: inside, host_root, package;
# install_site: htdocs, sql, demonstration.

# shellcheck disable=SC2034  # the scripts that source this file read what it sets
repository=$(cd -- "${BASH_SOURCE[0]%/*}/../.." && pwd -P)

if [ "$(id -u)" -eq 0 ]; then
    worker=www-data
else
    worker=$(id -un)
fi

as_worker() {
    if [ "$(id -un)" = "$worker" ]; then
        "$@"
    else
        "${inside[@]}" setpriv --reuid="$worker" --regid="$worker" --init-groups -- "$@"
    fi
}

# The words before a command that is to run on the host that is played: none when that is this machine.
inside=()
# What this machine calls that host's root folder.
host_root=
# The zip that is run, if any.
package=

# remember_host ROOT: for whoever stops or asks that host later; without ROOT it is this machine.
remember_host() {
    if [ -n "$1" ]; then
        printf '%s\n' "$1" >"$home/host"
    else
        rm -f -- "$home/host"
    fi
    find_host
}

# Needs home. Sets inside, host_root, package.
find_host() {
    if [ -r "$home/host" ]; then
        read -r host_root <"$home/host"
        inside=("$repository/script/lib/inside.sh" "$host_root" "$home")
    fi
    if [ -z "$package" ] && [ -r "$home/package.mark" ]; then
        package=yes
    fi
}

# find_place DIR: sets data, home and run. Makes nothing.
find_place() {
    data=$(realpath -m -- "$1")
    home=$data
    if [ -L "$data/mysql" ]; then
        home=$(dirname -- "$(readlink -- "$data/mysql")")
    fi
    # The run/ of a copied data folder may lead to the original's: nothing of ours is there.
    run=$home/run.none
    ! is_run_folder_ours || run=$(realpath -m -- "$home/run")
}

is_run_folder_ours() {
    [ ! -L "$home/run" ] || [ "$(cat -- "$home/run/owner" 2>/dev/null)" = "$home" ]
}

# make_place DIR: makes the folders, except run/, and sets data, home and run.
make_place() {
    local LC_ALL=C
    data=$(realpath -m -- "$1")
    # mod_fcgid cuts off a program's path, and drops a variable such as CLO_CONF, at 128 bytes.
    [ ${#data} -le 100 ] || fail "the data folder’s path is longer than 100 bytes: $data"
    mkdir -p -- "$data" || fail "the data folder $data cannot be made"
    as_worker test -x "$data" || move_place_within_reach
    find_place "$data"
    mkdir -p -- "$home/log" "$home/files" "$home/site/bin"
    chmod 0755 "$home/log" "$home/site" "$home/site/bin"
    chmod 0700 "$home/files"
    chown "$worker:" "$home/files"
}

move_place_within_reach() {
    local within name
    within=/var/lib/clo-compte-client/$(printf '%s' "$data" | sha256sum | cut -c 1-16)
    mkdir -p -- "$within"
    chmod 0755 /var/lib/clo-compte-client "$within"
    for name in clo.conf mysql files site log run; do
        [ -L "$data/$name" ] || [ ! -e "$data/$name" ] ||
            fail "$data has been used before, but $worker cannot enter it any more"
        ln -sfn -- "$within/$name" "$data/$name"
    done
    say "$worker cannot enter $data: the data lives in $within and is linked from there."
}

# A unix socket's path has room for 107 bytes, the name of the longest socket in run/ included. In a deep folder,
# run/ is therefore a link to a short one, which says whose it is: a copy of a data folder must not use it.
make_run_folder() {
    local LC_ALL=C
    if [ ${#home} -le 75 ]; then
        [ ! -L "$home/run" ] || rm -- "$home/run"
        mkdir -p -- "$home/run"
    else
        local short
        short=$(mktemp -d /tmp/clo-XXXXXXXX)
        printf '%s\n' "$home" >"$short/owner"
        rm -rf -- "$home/run"
        ln -s -- "$short" "$home/run"
    fi
    run=$(realpath -- "$home/run")
    chmod 0755 "$run"
}

# Nothing runs any more: a short folder goes too.
remove_run_folder() {
    if [ -L "$home/run" ]; then
        ! is_run_folder_ours || rm -rf -- "$run"
        rm -- "$home/run"
    fi
}

# Copies the programs, so that a build never changes a server that runs, and, where workers cannot read the
# repository, what the programs read. Sets htdocs, sql and demonstration.
install_site() {
    local name
    if [ -e "$home/package.mark" ]; then
        rm -rf -- "$home/site" "$home/package.mark"
        mkdir -p -- "$home/site/bin"
    fi
    for name in clo.fcgi clo; do
        install -m 0755 -- "$repository/.build/release/$name" "$home/site/bin/$name.new"
        mv -- "$home/site/bin/$name.new" "$home/site/bin/$name"
    done
    install -m 0755 -- "$repository/script/lib/workers.sh" "$home/site/bin/workers.sh"
    collect_fonts "$home/site/fonts"
    install -m 0644 -- "$repository/.build/mots-de-passe-courants.txt" "$home/site/"

    local from=$repository
    if ! is_readable_by_worker "$repository/htdocs" "$repository/sql" "$repository/demo"; then
        from=$home/site
        for name in htdocs sql demo; do
            rm -rf -- "${home:?}/site/$name"
            cp -r -- "$repository/$name" "$home/site/$name"
            chmod -R a+rX -- "$home/site/$name"
        done
    fi
    htdocs=$from/htdocs
    sql=$from/sql
    demonstration=$from/demo
}

is_readable_by_worker() {
    [ -z "$(as_worker find "$@" ! -readable -print -quit 2>&1)" ]
}

# value_of KEY: what clo.conf says, or nothing.
value_of() {
    [ ! -r "$home/clo.conf" ] || sed -n "s/^$1 = //p" "$home/clo.conf" | tail -n 1
}

random_hex() {
    od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'
}

# Secrets are made once; lines that are not ours (a mail gateway, say) stay.
write_configuration() {
    local password pepper others=
    password=$(value_of CLO_DB_PASSWORD)
    pepper=$(value_of CLO_PEPPER)
    if [ -r "$home/clo.conf" ]; then
        others=$(grep -vE '^CLO_(DB_SOCKET|DB_USER|DB_PASSWORD|DB_NAME|DATA|LAYOUT|ASSETS|SQL|PEPPER|DEMO) = ' \
            "$home/clo.conf" || true)
    fi
    (
        umask 077
        cat >"$home/clo.conf.new" <<CONF
${others:-# Made by script/server. The lines below are written again at each start; others are kept.}
CLO_DB_SOCKET = $run/mariadb.sock
CLO_DB_USER = clo
CLO_DB_PASSWORD = ${password:-$(random_hex 24)}
CLO_DB_NAME = clo
CLO_DATA = $home/files
CLO_LAYOUT = $htdocs/modele.html
CLO_ASSETS = $htdocs/compte-client/clo
CLO_SQL = $sql
CLO_PEPPER = ${pepper:-$(random_hex 32)}
CLO_DEMO = oui
CONF
    )
    chown "$worker:" "$home/clo.conf.new"
    mv -- "$home/clo.conf.new" "$home/clo.conf"
}

# clo_tool ARGUMENT…: the tool as the workers' user, so that what it writes is theirs.
clo_tool() {
    as_worker env CLO_CONF="$home/clo.conf" "$home/site/bin/clo" "$@"
}
