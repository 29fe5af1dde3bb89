# shellcheck shell=bash disable=SC2154  # place.sh sets what is not set here
# The web servers: Apache with mod_fcgid, Apache with plain CGI, nginx with FastCGI workers.
# Needs: repository, worker, home, run, htdocs.

workers_behind_nginx=6
system_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# start_front apache|cgi|nginx PORT
start_front() {
    case $1 in
        apache) start_apache fcgid-script "$2" ;;
        cgi) start_apache cgi-script "$2" ;;
        nginx) start_nginx "$2" ;;
    esac
}

stop_front() {
    end_process "$run/apache.pid" "$home/apache.conf"
    end_process "$run/nginx.pid" "$home/nginx.conf"
    end_process "$run/workers.pid" "$home/site/bin/workers.sh"
    end_processes_of "$host_root/usr/sbin/apache2" "$host_root$(front_log apache)"
    end_processes_of /usr/sbin/nginx "$(front_log nginx)"
    end_programs clo.fcgi
    # A delivery that the responder started goes on by itself.
    end_programs clo
    rm -f -- "$run/responder.sock"
}

# end_programs NAME: those of this server, as they were built here or as they run out of the zip.
end_programs() {
    if [ -z "$package" ]; then
        end_processes_of "$home/site/bin/$1"
    else
        end_commands_of "$home/clo-compte-client/lib/programmes/$1"
    fi
}

front_is_running() {
    owned_process "$run/apache.pid" "$home/apache.conf" >/dev/null ||
        owned_process "$run/nginx.pid" "$home/nginx.conf" >/dev/null
}

# front_log apache|cgi|nginx
front_log() {
    case $1 in
        apache | cgi) printf '%s\n' "$home/log/apache-error.log" ;;
        nginx) printf '%s\n' "$home/log/nginx-error.log" ;;
    esac
}

port_is_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Where clients and employees come in, without a slash at the end: empty for the whole of a host name.
client_path() {
    local path
    path=$(value_of CLO_PATH_CLIENT)
    path=${path:-/compte-client}
    printf '%s\n' "${path%/}"
}

office_path() {
    local path
    path=$(value_of CLO_PATH_OFFICE)
    path=${path:-/admin}
    printf '%s\n' "${path%/}"
}

# paths_of_pages: the addresses that belong to the responder, as a regular expression of either server. Where a page of
# the site has the visitors' addresses and relays, the responder keeps its own for it. Where it has the whole of a host
# name, what lies in the document root is still served from there: an include of the page shell that came to the
# responder would bring another whole page, with the same include in it.
paths_of_pages() {
    local client office file own=
    if [ -n "$(value_of CLO_RELAY_SECRET)" ]; then
        printf '^/(?:compte-client(?!/clo/)|admin)(?:/|$)\n'
        return
    fi
    client=$(client_path)
    office=$(office_path)
    if [ -z "$client" ] || [ -z "$office" ]; then
        for file in "$htdocs"/*; do
            [ "${file##*/}" = index.html ] || own=$own${own:+|}$(literally "/${file##*/}")
        done
        printf '^/(?!(?:%s)(?:/|$))\n' "$own"
    else
        printf '^/(?!compte-client/clo/)(?:%s|%s)(?:/|$)\n' "$(literally "$client")" "$(literally "$office")"
    fi
}

# literally PATH: without the slash that it begins with, its dots escaped.
literally() {
    local path=${1#/}
    printf '%s\n' "${path//./\\.}"
}

shell_has_includes() {
    grep -q -- '<!--#' "$(value_of CLO_LAYOUT)"
}

# start_apache HANDLER PORT
start_apache() {
    local rules=$repository/apache
    [ -z "$package" ] || rules=$home/rules
    rm -rf -- "$run/fcgid"
    install -d -m 0700 -o "$worker" -- "$run/fcgid"
    {
        printf 'Define %s "%s"\n' \
            CLO_PORT "$2" CLO_HANDLER "$1" CLO_RUN "$run" CLO_LOG "$home/log" CLO_RULES "$rules" \
            CLO_HTDOCS "$htdocs" CLO_PROGRAM "$home/site/bin/clo.fcgi" CLO_PROGRAM_FOLDER "$home/site/bin" \
            CLO_CONF "$home/clo.conf"
        [ -z "$package" ] || printf 'Define CLO_SHARED_HOST\n'
        [ "$1" = fcgid-script ] || printf 'Define CLO_PLAIN_CGI\n'
        printf 'Define CLO_PATHS "%s"\n' "$(paths_of_pages)"
        ! shell_has_includes || printf 'Define CLO_SSI\n'
        [ "$(value_of CLO_SENDFILE)" != x-sendfile ] || printf 'Define CLO_FILES "%s"\n' "$home/files"
        [ "$(id -un)" = "$worker" ] || printf 'Define CLO_WORKER "%s"\n' "$worker"
        printf 'Include "%s"\n' "$rules/httpd.conf"
        printf 'IncludeOptional "%s"\n' "$home/site.conf"
    } >"$home/apache.conf"
    env -i PATH="$system_path" LANG=C.UTF-8 "${inside[@]}" /usr/sbin/apache2 -f "$home/apache.conf" -k start \
        >"$home/log/apache-start.log" 2>&1 </dev/null 9>&- || {
        show_end_of "$home/log/apache-start.log"
        fail "Apache did not start (log: $(front_log apache))"
    }
    wait_for_file "$run/apache.pid" || fail "Apache did not start (log: $(front_log apache))"
}

# start_nginx PORT
start_nginx() {
    local privileges=()
    [ "$(id -un)" = "$worker" ] || privileges=(-u "$worker" -g "$worker" -U "$worker" -G "$worker")

    touch -- "$home/log/responder.log"
    chown "$worker:" "$home/log/responder.log"
    rm -f -- "$run/responder.sock"
    env -i PATH="$system_path" LANG=C.UTF-8 CLO_CONF="$home/clo.conf" spawn-fcgi \
        -s "$run/responder.sock" -M 0600 "${privileges[@]}" -P "$run/workers.pid" -- \
        "$home/site/bin/workers.sh" "$workers_behind_nginx" "$home/log/responder.log" "$home/site/bin/clo.fcgi" \
        >"$home/log/nginx-start.log" 2>&1 </dev/null 9>&- || {
        show_end_of "$home/log/nginx-start.log"
        fail "the FastCGI workers did not start (log: $home/log/responder.log)"
    }

    local text user='' ssi=off site=''
    ! shell_has_includes || ssi=on
    [ ! -e "$home/site.nginx.conf" ] || site=$(<"$home/site.nginx.conf")
    [ "$(id -un)" = "$worker" ] || user="user $worker;"
    mkdir -p -- "$run/nginx"
    text=$(<"$repository/nginx/nginx.conf")
    text=${text//@USER@/"$user"}
    text=${text//@PORT@/"$1"}
    text=${text//@RUN@/"$run"}
    text=${text//@LOG@/"$home/log"}
    text=${text//@HTDOCS@/"$htdocs"}
    text=${text//@FILES@/"$home/files"}
    text=${text//@SSI@/"$ssi"}
    text=${text//@PATHS@/"$(paths_of_pages)"}
    text=${text//@SITE@/"$site"}
    printf '%s\n' "$text" >"$home/nginx.conf"
    /usr/sbin/nginx -c "$home/nginx.conf" -p "$run" -e "$(front_log nginx)" \
        >>"$home/log/nginx-start.log" 2>&1 </dev/null 9>&- || {
        show_end_of "$home/log/nginx-start.log"
        fail "nginx did not start (log: $(front_log nginx))"
    }
    wait_for_file "$run/nginx.pid" || fail "nginx did not start (log: $(front_log nginx))"
}

wait_for_file() {
    local left=100
    until [ -s "$1" ]; do
        [ $((left--)) -gt 0 ] || return 1
        sleep 0.1
    done
}

# wait_until_answering FRONT URL: until the sign-in page really comes, from the database up.
wait_until_answering() {
    local left=60 status=
    until status=$(curl -s -o /dev/null -w '%{http_code}' --noproxy '*' --max-time 10 "$2") && [ "$status" = 200 ]; do
        if [ $((left--)) -le 0 ] || ! front_is_running; then
            show_end_of "$(front_log "$1")"
            fail "$2 does not answer (last status: ${status:-none}; log: $(front_log "$1"))"
        fi
        sleep 0.5
    done
}
