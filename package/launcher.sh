#!/bin/sh
# Starts the program of the same name with the loader and the libraries of its own package, whatever the host has.
# The package holds this file as bin/clo, as bin/clo.fcgi, and as htdocs/compte-client/clo/clo.fcgi for the
# site's document root.
#
# Every page of a plain CGI host waits for it, so it calls no other program unless something is wrong. What is wrong it
# says itself, in a page for whoever installs: the program, which says the rest, cannot start then.

name=${0##*/}

# explain SENTENCE ADVICE: the answer of a CGI program, or a line for whoever called it or reads the error log.
explain() {
    if [ "$name" = clo ] || [ -z "$GATEWAY_INTERFACE" ]; then
        printf '%s : %s %s\n' "$name" "$1" "$2" >&2
        exit 1
    fi
    printf 'clo launcher: %s\n' "$1" >&2
    printf 'Status: 500 Internal Server Error\r\nContent-Type: text/html; charset=utf-8\r\n'
    printf 'Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n'
    printf "Content-Security-Policy: default-src 'none'; base-uri 'none'; frame-ancestors 'none'\\r\\n\\r\\n"
    [ "$REQUEST_METHOD" != HEAD ] || exit 0
    printf '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
    printf '<meta name="viewport" content="width=device-width, initial-scale=1">'
    printf '<title>Le compte client ne peut pas démarrer</title></head>\n<body>'
    printf '<h1>Le compte client ne peut pas démarrer</h1>\n<p>%s</p>\n<p>%s</p></body></html>\n' "$1" "$2"
    exit 0
}

# Beside or above the document root another customer of the host might lie in wait: what is found there has to belong
# to whom this file belongs to.
is_package() {
    [ -r "$1/lib/programmes/$name" ] || return 1
    [ ! -O "$0" ] || [ -O "$1/lib/programmes/$name" ]
}

case $0 in
*/*) folder=${0%/*} ;;
*) folder=. ;;
esac
if [ -h "$0" ]; then
    target=$(readlink -f -- "$0") && folder=${target%/*}
fi

home=
if [ -r "$folder/chemin.txt" ]; then
    read -r home <"$folder/chemin.txt" || [ -n "$home" ]
    case $home in
    /*) ;;
    *) home=$folder/$home ;;
    esac
    is_package "$home" || home=
else
    # Its own package; or one in the section's folder, in the document root, beside it.
    for place in "$folder/.." "$folder/../../.." "$folder/../clo-compte-client" "$folder/../../clo-compte-client" \
        "$folder/../../../clo-compte-client"; do
        if is_package "$place"; then
            home=$place
            break
        fi
    done
fi
[ -n "$home" ] || explain "Le dossier « clo-compte-client » n’a pas été trouvé, ou il est incomplet." \
    "Déposez-le à côté de la racine du site ou dans celle-ci, ou écrivez où il est dans « chemin.txt », à côté de ce programme."

# One version from here on, even if the folder's link is led to another meanwhile.
# shellcheck disable=SC2164  # it has just been read
cd -P -- "$home"
home=$PWD
loader=$home/lib/ld-linux-x86-64.so.2

# An ordinary host of our kind has this file. On others, « exec » would be the wrong way to find out: some shells take
# a program for another processor for a script.
if [ ! -e /lib64/ld-linux-x86-64.so.2 ]; then
    case $(uname -m) in
    x86_64 | amd64) ;;
    *) explain "Le processeur de ce serveur ($(uname -m)) n’est pas celui pour lequel le programme est construit (x86-64)." \
        "Choisissez un hébergement x86-64 (Intel ou AMD), ce qu’ils sont presque tous." ;;
    esac
fi

# Below 3.2 the libraries would refuse, in English and to nobody.
kernel=
{ read -r kernel </proc/sys/kernel/osrelease; } 2>/dev/null
case $kernel in
[12].* | 3.[01] | 3.[01][!0-9]*)
    explain "Le système de ce serveur est trop ancien : noyau Linux ${kernel%%-*}, alors qu’il faut au moins 3.2." \
        "Demandez à l’hébergeur un serveur plus récent." ;;
esac

# Some panels and transfers lose the right to execute. Where it is there or can be given and still does not hold,
# nothing may be executed from this place.
[ -x "$loader" ] || chmod u+x -- "$loader" 2>/dev/null
[ -x "$home/bin/clo" ] || chmod u+x -- "$home/bin/clo" 2>/dev/null
[ -x "$loader" ] || explain "Ce serveur refuse d’exécuter les programmes du dossier « clo-compte-client » : le droit d’exécution manque à « lib/ld-linux-x86-64.so.2 », ou ce disque interdit l’exécution (noexec)." \
    "Donnez les droits 755 à ce fichier dans le gestionnaire de fichiers du panneau. Si cela ne suffit pas, déposez le dossier à un endroit où l’hébergeur permet l’exécution."

# The host's own list of authorities is the fresher one; systems keep it in different places.
if [ "$name" = clo ] && [ -z "$SSL_CERT_FILE" ]; then
    for SSL_CERT_FILE in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem \
        /etc/ssl/cert.pem "$home/lib/autorites.pem"; do
        [ ! -r "$SSL_CERT_FILE" ] || break
    done
    export SSL_CERT_FILE
fi
export MARIADB_PLUGIN_DIR="$home/lib/mariadb"

# A web server takes a query without « = » for arguments.
[ "$name" = clo ] || set --
exec "$loader" --library-path "$home/lib" --argv0 "$home/bin/$name" "$home/lib/programmes/$name" "$@"
