# shellcheck shell=bash disable=SC2154  # place.sh sets what is not set here
# A private MariaDB: its own data, no network, one socket in run/. Needs: home, run.
#
# Whoever runs the scripts is its administrator, by the identity that the socket reports, so that there is no
# administrator's password to keep.

start_mariadb() {
    local me
    me=$(id -un)
    write_mariadb_configuration
    [ -d "$home/mysql/mysql" ] || install_mariadb
    # Its standard files are no terminal of ours, and it has a session of its own: Ctrl-C in a terminal must reach
    # the web server's stop before the database's.
    setsid "${inside[@]}" mariadbd --defaults-file="$home/mariadb.cnf" --user="$me" \
        >>"$home/log/mariadb.log" 2>&1 </dev/null 9>&- &
    disown
    local pid=$! left=600
    until mariadb_as_administrator -e 'DO 0' >/dev/null 2>&1; do
        if [ $((left--)) -le 0 ] || ! is_running "$pid"; then
            show_end_of "$home/log/mariadb.log"
            fail "MariaDB did not start (log: $home/log/mariadb.log)"
        fi
        sleep 0.1
    done
}

install_mariadb() {
    local me
    me=$(id -un)
    say "Making a database in $home/mysql"
    rm -rf -- "$home/mysql.new"
    if ! "${inside[@]}" mariadb-install-db --defaults-file="$home/mariadb.cnf" --datadir="$home/mysql.new" --user="$me" \
        --auth-root-authentication-method=socket --auth-root-socket-user="$me" \
        --skip-test-db --skip-name-resolve >"$home/log/mariadb-install.log" 2>&1 9>&-; then
        show_end_of "$home/log/mariadb-install.log"
        fail "the database could not be made (log: $home/log/mariadb-install.log)"
    fi
    # Renamed when complete: an interrupted installation is begun again, not used.
    rm -rf -- "${home:?}/mysql"
    mv -- "$home/mysql.new" "$home/mysql"
}

stop_mariadb() {
    end_process "$run/mariadb.pid" "$home/mariadb.cnf" 60
    # One whose start was cut short has not written its pid file yet.
    end_processes_of "$host_root/usr/sbin/mariadbd" "$host_root$home/log/mariadb.log"
}

mariadb_is_running() {
    owned_process "$run/mariadb.pid" "$home/mariadb.cnf" >/dev/null
}

mariadb_as_administrator() {
    mariadb --no-defaults --socket="$run/mariadb.sock" --user="$(id -un)" --batch --skip-column-names "$@"
}

# Strict mode and durable commits as in production; little memory, since several of these may run side by side.
write_mariadb_configuration() {
    # Of its own: a server that starts sweeps away the temporary tables that others have in the same folder.
    mkdir -p -- "$home/tmp"
    cat >"$home/mariadb.cnf" <<CNF
[mariadbd]
datadir = $home/mysql
socket = $run/mariadb.sock
pid-file = $run/mariadb.pid
log-error = $home/log/mariadb.log
tmpdir = $home/tmp
skip-networking
skip-name-resolve
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
default-time-zone = +00:00
sql-mode = STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION
max-connections = 60
innodb-flush-log-at-trx-commit = 1
innodb-buffer-pool-size = 64M
innodb-log-file-size = 24M
aria-pagecache-buffer-size = 8M
key-buffer-size = 1M
performance-schema = off
CNF
}

# The database of the product and its only account. 30 connections is what shared hosts commonly allow.
make_database() {
    mariadb_as_administrator <<SQL
CREATE DATABASE IF NOT EXISTS clo CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
CREATE OR REPLACE USER clo@localhost IDENTIFIED BY '$(value_of CLO_DB_PASSWORD)' WITH MAX_USER_CONNECTIONS 30;
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE TEMPORARY TABLES, LOCK TABLES
    ON clo.* TO clo@localhost;
SQL
}

# make_test_account PASSWORD: one that may make databases whose names begin with clo_test_, and nothing else.
make_test_account() {
    mariadb_as_administrator <<SQL
CREATE OR REPLACE USER clo_test@localhost IDENTIFIED BY '$1';
GRANT ALL ON \`clo\\_test\\_%\`.* TO clo_test@localhost;
SQL
}
