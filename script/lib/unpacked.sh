# shellcheck shell=bash disable=SC2034,SC2154  # place.sh sets what is not set here, and reads what is set here
# The product as a host has it: the unpacked zip, the site's document root, and the rules of shared hosting. Nothing
# of this repository's build is used. Needs: home, package, repository. Sets: htdocs, sql, demonstration.

# install_package: under home, as a panel's user would leave it:
#   clo-compte-client/   the zip's folder; site/ is another name of it
#   www/                 the document root: the stand-in for CLO's site, and the folders of the zip's htdocs/
install_package() {
    local mark
    mark=$(stat --format='%n %s %y' -- "$package")
    if [ "$(cat -- "$home/package.mark" 2>/dev/null)" != "$mark" ]; then
        unpack
        printf '%s\n' "$mark" >"$home/package.mark"
    fi
    htdocs=$home/www
    sql=$home/clo-compte-client/sql
    demonstration=$home/demo
}

unpack() {
    rm -rf -- "$home/clo-compte-client" "$home/www" "$home/site" "$home/demo" "$home/rules" "$home/package.mark"
    unzip -q -d "$home" -- "$package"
    ln -s -- clo-compte-client "$home/site"
    ln -s -- ../clo.conf "$home/clo-compte-client/clo.conf"
    mkdir -- "$home/www"
    cp -r -- "$repository/htdocs/." "$home/www/"
    rm -rf -- "$home/www/compte-client"
    cp -a -- "$home"/clo-compte-client/htdocs/{compte-client,admin} "$home/www/"
    # Read by the web server of another system, which does not see this repository.
    cp -r -- "$repository/demo" "$home/demo"
    cp -r -- "$repository/apache" "$home/rules"
    chmod -R a+rX -- "$home/www" "$home/demo" "$home/rules"
}
