# shellcheck shell=bash
# Processes that we started, found again by their pid files.
#
# A pid file may outlive its process, and the number may since belong to somebody else's. So a process counts as
# ours only when its command line names our data folder, as that of everything we start does.

# owned_process PIDFILE MARK: prints the pid when that process lives and its command line contains MARK.
owned_process() {
    local pid
    [ -r "$1" ] && read -r pid <"$1" || [ -n "${pid:-}" ] || return 1
    [[ $pid =~ ^[0-9]+$ ]] || return 1
    local command
    command=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") || return 1
    [[ $command == *"$2"* ]] || return 1
    printf '%s\n' "$pid"
}

# end_process PIDFILE MARK [SECONDS]: asks it to end, insists when it has not after SECONDS (20).
end_process() {
    local pid left=$((${3:-20} * 10))
    if pid=$(owned_process "$1" "$2"); then
        kill -TERM "$pid" 2>/dev/null || true
        while owned_process "$1" "$2" >/dev/null && is_running "$pid"; do
            if [ $((left--)) -le 0 ]; then
                kill -KILL "$pid" 2>/dev/null || true
                break
            fi
            sleep 0.1
        done
    fi
    rm -f -- "$1"
}

# A process that has ended but whose parent has not asked after it is not running any more.
is_running() {
    local state
    state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null) || return 1
    [ -n "$state" ] && [[ $state != [ZX]* ]]
}

# processes_of PROGRAM [LOG]: pids of the processes that run this very file, also when it has been replaced since,
# and, for a program that others run too, have that log open.
processes_of() {
    local link program folder
    for link in /proc/[0-9]*/exe; do
        program=$(readlink -- "$link" 2>/dev/null) || continue
        [ "${program% (deleted)}" = "$1" ] || continue
        folder=${link%/exe}
        if [ $# -eq 1 ] || [ -n "$(find "$folder/fd" -lname "$2" -print -quit 2>/dev/null)" ]; then
            printf '%s\n' "${folder#/proc/}"
        fi
    done
}

# end_processes_of PROGRAM [LOG]: the last resort for those whose parent died without them.
end_processes_of() {
    end_found processes_of "$@"
}

# end_commands_of FILE: the same.
end_commands_of() {
    end_found commands_of "$@"
}

# end_found COMMAND…: ends all whose pids the command prints.
end_found() {
    local pids left=100
    mapfile -t pids < <("$@")
    [ ${#pids[@]} -gt 0 ] || return 0
    kill -TERM "${pids[@]}" 2>/dev/null || true
    while mapfile -t pids < <("$@") && [ ${#pids[@]} -gt 0 ]; do
        if [ $((left--)) -le 0 ]; then
            kill -KILL "${pids[@]}" 2>/dev/null || true
            return 0
        fi
        sleep 0.1
    done
}

# commands_of FILE: pids of the processes whose command line has that file as one of its words: programs that run by a
# loader of their own.
commands_of() {
    local file folder
    for file in /proc/[0-9]*/cmdline; do
        if grep -qzFx -- "$1" "$file" 2>/dev/null; then
            folder=${file%/cmdline}
            printf '%s\n' "${folder#/proc/}"
        fi
    done
}

# Descriptors that our caller left open would stay open in everything that we leave running, and somebody who waits
# for the end of such a pipe would wait for ever. 255 is where bash reads this script.
close_inherited_descriptors() {
    local descriptor
    for descriptor in "/proc/$$/fd"/*; do
        descriptor=${descriptor##*/}
        if [ "$descriptor" -gt 2 ] && [ "$descriptor" -ne 255 ]; then
            eval "exec $descriptor>&-"
        fi
    done
}
