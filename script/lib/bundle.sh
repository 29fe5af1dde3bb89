# shellcheck shell=bash disable=SC2154  # place.sh sets what is not set here
# Collects into one folder everything that the product needs on a host that has none of it: the programs, their
# libraries with the matching loader, fonts, migrations, what goes into the site's document root.
# Needs: repository, a release build.

# The launcher looks for this folder by its name.
package_name=clo-compte-client
loader_name=ld-linux-x86-64.so.2

# collect_package FOLDER VERSION MOMENT
collect_package() {
    local folder=$1 version=$2 moment=$3
    mkdir -p -- "$folder"/{bin,lib/programmes,lib/mariadb,fonts,licences}
    printf '%s\n' "$version" >"$folder/VERSION"
    collect_programs "$folder" "$repository/.build/release"
    collect_libraries "$folder"
    collect_licences "$folder"
    collect_fonts "$folder/fonts"
    cp -- "$repository/.build/mots-de-passe-courants.txt" "$folder/"
    collect_words "$folder"
    list_components "$version" "$moment" >"$folder/nomenclature.cdx.json"
    list_contents "$folder"
    # The rights that shared hosts ask for: suEXEC refuses what others may write.
    chmod -R u=rwX,go=rX -- "$folder"
}

# collect_programs FOLDER BUILD
collect_programs() {
    local name
    for name in clo clo.fcgi; do
        strip --strip-all -o "$1/lib/programmes/$name" -- "$2/$name"
        chmod 0755 -- "$1/lib/programmes/$name"
        install -m 0755 -- "$repository/package/launcher.sh" "$1/bin/$name"
    done
}

# The closure of the programs and of what they open while they run: the plug-in for HEIC, from where libvips itself
# looks, and MariaDB's ways of signing in.
collect_libraries() {
    local folder=$1 system modules plugins library libraries
    system=$(pkg-config --variable=libdir vips)
    modules=vips-modules-$(pkg-config --modversion vips | cut -d. -f1,2)
    plugins=$(mariadb_config --plugindir)
    mkdir -p -- "$folder/lib/$modules"
    cp -- "$system/$modules/vips-heif.so" "$folder/lib/$modules/"
    cp -- "$plugins"/{caching_sha2_password,client_ed25519,sha256_password,mysql_clear_password}.so \
        "$folder/lib/mariadb/"
    libraries=$(ldd "$folder"/lib/programmes/* "$folder/lib/$modules"/*.so "$folder"/lib/mariadb/*.so)
    ! grep -F 'not found' <<<"$libraries" >&2 || fail "these libraries are missing"
    # The responder's libraries are inside of it (make_archive_folder).
    bundled=("$system/$modules/vips-heif.so" "$plugins"/client_ed25519.so "$repository"/.build/archives/*.a)
    while IFS= read -r library; do
        install -m 0644 -- "$library" "$folder/lib/${library##*/}"
        bundled+=("$library")
    done < <(grep -oE '=> /[^ ]+' <<<"$libraries" | cut -c 4- | sort -u)
    install -m 0755 -- "$(loader_of "$folder/lib/programmes/clo")" "$folder/lib/$loader_name"
    install -m 0644 -- /etc/ssl/certs/ca-certificates.crt "$folder/lib/autorites.pem"
}

loader_of() {
    readelf --program-headers --wide -- "$1" | sed -n 's/.*interpreter: \(.*\)]/\1/p'
}

# What Debian says of the origin and the licence of each library and font. Sets bundled_packages.
collect_licences() {
    local name file found paths=() swift
    for file in "${bundled[@]}"; do
        # dpkg knows a file by the path under which it was installed; /lib and /usr/lib have become one folder since.
        file=$(realpath -- "$file")
        paths+=("$file" "${file#/usr}")
    done
    found=$(dpkg-query --search "${paths[@]}" /usr/share/ca-certificates/mozilla 2>/dev/null || true)
    for file in "${paths[@]}"; do
        [[ $found == *": "*"${file##*/}"* ]] || fail "no Debian package is known to have brought $file"
    done
    mapfile -t bundled_packages < <({
        printf '%s\n' "$found"
        printf '%s:\n' "${packages_of_fonts[@]}"
    } | sed 's/:.*//' | tr -d ' ' | tr ',' '\n' | sort -u)
    for name in "${bundled_packages[@]}"; do
        cp -L -- "/usr/share/doc/$name/copyright" "$1/licences/$name.txt"
    done
    swift=$(realpath -- "$(command -v swift)")
    cp -- "${swift%/bin/*}/share/swift/LICENSE.txt" "$1/licences/swift.txt"
    cp -- "$repository/.build/checkouts/swift-argument-parser/LICENSE.txt" "$1/licences/swift-argument-parser.txt"
    cp -- "$repository/.build/zxcvbn.LICENSE.txt" "$1/licences/zxcvbn.txt"
}

# list_components VERSION MOMENT: for those who look for known weaknesses, and for licences.
list_components() {
    local compiler
    compiler=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p')
    python3 "$repository/script/lib/nomenclature.py" "$1" "$2" "$repository" \
        "$repository/htdocs/compte-client/clo/vendor/htmx.min.js" "$compiler" "${bundled_packages[@]}" ||
        fail "what the zip is made of could not be listed"
}

# What goes into the site's document root, rules for shared hosts, the example of a configuration, the guides.
collect_words() {
    local folder=$1 htdocs=$1/htdocs
    cp -r -- "$repository/sql" "$repository/htdocs" "$folder/"
    # A stand-in for CLO's site, for demonstrations.
    rm -rf -- "$htdocs/site" "$htdocs"/{index,contact,nos-metiers,mentions-legales}.html
    cp -r -- "$repository/package/$package_name/." "$folder/"
    install -m 0755 -- "$repository/package/launcher.sh" "$htdocs/compte-client/clo/clo.fcgi"
    mkdir -p -- "$folder/guides"
    cp -- "$repository"/docs/guide-*.md "$folder/guides/"
}

# What has to be there, to be compared with what has arrived: « sha256sum -c contenu.sha256 ».
list_contents() {
    local sums
    sums=$(cd -- "$1" && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum)
    printf '%s\n' "$sums" >"$1/contenu.sha256"
}

# zip_package PARENT ZIP MOMENT: the same folder makes the same file, byte for byte.
#
# MOMENT (seconds since 1970) is written as the time of every file, and execute bits are kept.
zip_package() {
    local parent=$1 zip=$2 moment=$3
    find "$parent/$package_name" -exec touch --no-dereference --date="@$moment" -- {} +
    rm -f -- "$zip"
    (cd -- "$parent" && find "$package_name" | LC_ALL=C sort |
        TZ=UTC zip -q -9 -X --names-stdin "$zip") || fail "the zip could not be made"
}
