#!/usr/bin/env bash
# Keeps a number of FastCGI workers alive on one listening socket.
#
#   spawn-fcgi -s SOCKET … -- workers.sh COUNT LOG PROGRAM
#
# spawn-fcgi binds the socket, hands it over as standard input and goes away; it does not look after what it
# started. This script does: every worker inherits the same socket, the kernel gives each connection to an idle one,
# a worker that ends is replaced, and TERM ends them all. The socket stays open meanwhile, so that visitors wait in
# its queue rather than meet an error.
set -euo pipefail

count=$1
log=$2
program=$3
exec >>"$log" 2>&1

# In the background bash would give a command /dev/null as standard input; the socket is kept as descriptor 3.
exec 3<&0 </dev/null

# One keeper for each worker: « wait -n » over all of them would miss one that dies while another is being replaced.
keep_worker() {
    local worker='' began status pause=0
    stopping=
    trap 'stopping=yes; end_worker' TERM
    while [ -z "$stopping" ] && supervisor_lives; do
        began=$EPOCHSECONDS
        "$program" <&3 3<&- &
        worker=$!
        # The signal may have come before the worker had a name.
        [ -z "$stopping" ] || end_worker
        status=0
        wait "$worker" || status=$?
        [ -z "$stopping" ] || break
        printf '%(%F %T)T worker %s ended with status %s and is replaced\n' -1 "$worker" "$status"
        # One that dies at once would die again at once: wait longer each time, up to 5 s.
        pause=$((EPOCHSECONDS - began >= 1 ? 0 : pause < 5 ? pause + 1 : 5))
        if [ "$pause" -gt 1 ]; then
            sleep "$pause" &
            wait $! || true
        fi
    done
    # The signal has ended the wait above, not yet the worker: it may finish its request.
    [ -z "$worker" ] || wait "$worker" || true
}

# A keeper whose supervisor was killed has nobody left to stop it. One that died may stay as a zombie.
supervisor_lives() {
    local state
    { read -r state <"/proc/$$/stat"; } 2>/dev/null && [[ $state != *") Z "* ]]
}

end_worker() {
    [ -z "$worker" ] || kill -TERM "$worker" 2>/dev/null || true
}

keepers=()
trap '[ ${#keepers[@]} -eq 0 ] || kill -TERM "${keepers[@]}" 2>/dev/null || true' TERM INT HUP
for ((number = 0; number < count; number++)); do
    keep_worker &
    keepers+=($!)
done
until wait; do
    : # a signal ended the wait, and has been passed on
done
