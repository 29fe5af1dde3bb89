#!/usr/bin/env bash
# Runs a command inside the root folder of another system, as root, with nothing of this machine's environment.
#
#   inside.sh ROOT FOLDER COMMAND [ARGUMENT…]
#
# FOLDER and /tmp are there under their own names, so that a path means the same inside and outside. What is mounted
# for it belongs to the command and its children alone, and goes away with them.
set -euo pipefail

[ "${1:-}" = --mounted ] || exec unshare --mount --propagation private -- "$0" --mounted "$@"
shift
root=$1 folder=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind /tmp "$root/tmp"
if [ ! -e "$root$folder" ] || [ ! "$root$folder" -ef "$folder" ]; then
    mkdir -p -- "$root$folder"
    mount --bind "$folder" "$root$folder"
fi
exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"
