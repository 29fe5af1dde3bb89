# shellcheck shell=bash disable=SC2154  # bundle.sh sets what is not set here
# Brings a version to a host and switches to it. On the host, under the folder that --to names:
#   versions/VERSION/   what the zips held; versions/VERSION/clo.conf leads to the one below
#   actuelle            a link to the version that serves
#   precedente          a link to the one before, for --rollback
#   clo.conf, data/     the settings, the photos: they stay
# The document root holds links into actuelle/htdocs/. So a switch is one renaming: a request that has begun goes on
# with its version, the next one begins with the new one. mod_fcgid knows programs by their inodes, so that it starts
# new processes for the new version's launcher and lets the others end when they have nothing to do.
#
# Needs: scratches, for folders to remove. Sets and needs: host (empty for a folder of this machine), place.

# find_target [USER@]HOST:PATH|PATH
find_target() {
    host='' place=$1
    if [[ $1 == *:* && ${1%%:*} != */* ]]; then
        host=${1%%:*}
        place=${1#*:}
    fi
    [[ $place =~ ^[[:alnum:]/._+,@-]+$ ]] || fail "« $place » cannot be a folder for versions"
    # For ssh, rsync and sftp alike: « -o Port=2222 -o IdentityFile=… ».
    read -r -a ssh_options <<<"${CLO_SSH_OPTIONS:-}"
}

# over_there ARGUMENT…: runs the shell commands of standard input on the host, with these arguments.
over_there() {
    if [ -z "$host" ]; then
        sh -es -- "$@"
    else
        ssh "${ssh_options[@]}" -o BatchMode=yes -- "$host" "sh -es -- $(printf '%q ' "$@")"
    fi
}

has_shell() {
    [ "$(over_there <<<'echo shell' 2>/dev/null)" = shell ]
}

# upload ZIP [DOCUMENTROOT]
upload() {
    local scratch version
    scratch=$(mktemp -d)
    scratches+=("$scratch")
    unzip -q -d "$scratch" -- "$1"
    version=$(<"$scratch/$package_name/VERSION")
    if has_shell; then
        upload_by_shell "$scratch/$package_name" "$version" "${2:-}"
    else
        upload_by_sftp "$scratch/$package_name" "$version"
    fi
}

# upload_by_shell FOLDER VERSION DOCUMENTROOT
upload_by_shell() {
    local folder=$1 version=$2 serves known=() remote_shell=(ssh "${ssh_options[@]}" -o BatchMode=yes)
    serves=$(over_there "$place" "$version" "$3" <<'SH'
        if [ -n "$3" ]; then
            for name in compte-client admin; do
                if [ -e "$3/$name" ] && [ ! -L "$3/$name" ]; then
                    echo "$3/$name is there already and is no link of ours: remove it and try again" >&2
                    exit 1
                fi
            done
        fi
        mkdir -p -- "$1/versions/.$2"
        cd -- "$1"
        if [ "$(readlink actuelle)" = "versions/$2" ]; then
            echo "version $2 serves already" >&2
            exit 1
        fi
        [ ! -e actuelle ] || echo yes
SH
    ) || fail "nothing has been uploaded"
    say "Uploading version $version"
    # What is there already is copied over there, not linked: see above about inodes. Sizes and times do not tell, since
    # all files of a version have one time.
    [ -z "$serves" ] || known=(--copy-dest=../../actuelle/)
    rsync --archive --no-owner --no-group --compress --checksum "${known[@]}" --rsh="${remote_shell[*]}" \
        "$folder/" "${host:+$host:}$place/versions/.$version/" || fail "the upload failed; nothing has changed"
    over_there "$place" "$version" "$3" <<'SH' || fail "the version that served goes on serving"
        [ -z "$3" ] || root=$(cd -- "$3" && pwd)
        cd -- "$1"
        new=versions/.$2
        (cd -- "$new" && sha256sum --check --quiet contenu.sha256)
        # It runs here, or says in French why not.
        [ "$("$new/bin/clo" --version)" = "$2" ]
        ln -sfn ../../clo.conf "$new/clo.conf"
        if [ -e clo.conf ]; then
            # The version that serves gets along with what the next one adds to the database.
            "$new/bin/clo" migrate </dev/null
        fi
        rm -rf -- "versions/$2"
        mv -- "$new" "versions/$2"
        # Nothing of this folder is to be read by the web, should it lie in a document root.
        cp -- "versions/$2/.htaccess" .htaccess
        [ ! -L actuelle ] || ln -sfn -- "$(readlink actuelle)" precedente
        ln -sfn -- "versions/$2" actuelle.nouvelle
        mv -T -- actuelle.nouvelle actuelle
        if [ -n "$3" ]; then
            for name in compte-client admin; do
                # Once made it is left alone: replacing it would be a moment without it.
                [ "$(readlink -- "$root/$name")" = "$PWD/actuelle/htdocs/$name" ] ||
                    ln -sfn -- "$PWD/actuelle/htdocs/$name" "$root/$name"
            done
        fi
        # A process of an earlier version may still be at work for a while.
        find versions -mindepth 1 -maxdepth 1 -cmin +60 | while IFS= read -r old; do
            case $old in
            "$(readlink actuelle)" | "$(readlink precedente)") ;;
            *) rm -rf -- "$old" ;;
            esac
        done
SH
    say "Version $version serves."
    over_there "$place" <<'SH'
        [ -e "$1/clo.conf" ] || echo "Now make $1/clo.conf after $1/actuelle/clo.conf.exemple, and run $1/actuelle/bin/clo migrate."
SH
}

# upload_by_sftp FOLDER VERSION: where there is no shell. The database is then brought up to date by its own page.
upload_by_sftp() {
    local folder=$1 version=$2 former
    former=$(version_by_sftp)
    [ "$former" != "$version" ] || fail "version $version serves already"
    say "Uploading version $version by SFTP"
    # A line that begins with « - » may fail: that it is there already, or not there yet.
    by_sftp <<SFTP || fail "the upload failed; the version that served goes on serving"
-mkdir $place
-mkdir $place/versions
put -R -p $folder $place/versions/$version
-symlink ../../clo.conf $place/versions/$version/clo.conf
${former:+-rm $place/precedente}
${former:+symlink versions/$former $place/precedente}
-rm $place/actuelle.nouvelle
symlink versions/$version $place/actuelle.nouvelle
rename $place/actuelle.nouvelle $place/actuelle
SFTP
    say "Version $version serves. Without a shell over there nothing was tried out, and « clo migrate » was not run."
}

by_sftp() {
    sftp -q "${ssh_options[@]}" -b - -- "$host" >/dev/null
}

# The version that serves, or nothing.
version_by_sftp() {
    local file
    file=$(mktemp)
    printf 'get %s/actuelle/VERSION %s\n' "$place" "$file" | by_sftp 2>/dev/null || true
    cat -- "$file"
    rm -f -- "$file"
}

# roll_back: the two links change places.
roll_back() {
    if has_shell; then
        over_there "$place" <<'SH' || fail "nothing has changed"
            cd -- "$1"
            former=$(readlink precedente) || { echo "there is no former version in $1" >&2; exit 1; }
            present=$(readlink actuelle)
            [ "$("$former/bin/clo" --version)" = "${former#versions/}" ]
            ln -sfn -- "$former" actuelle.nouvelle
            mv -T -- actuelle.nouvelle actuelle
            ln -sfn -- "$present" precedente
            echo "Version ${former#versions/} serves again; --rollback once more returns to ${present#versions/}."
SH
    else
        by_sftp <<SFTP || fail "there is no former version in $place, or it could not be returned to"
rename $place/actuelle $place/actuelle.autre
rename $place/precedente $place/actuelle
rename $place/actuelle.autre $place/precedente
SFTP
        say "The former version serves again."
    fi
}
