"""The zip as it arrives, and its launcher on hosts on which the programs cannot start."""

import json
import os
import re
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import pymysql
import pytest
import requests
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from support.demonstration import MARTIN
from support.package import FOLDERS, unpack, version_of
from support.site import INSIDE, REPOSITORY, ROOT, Site, copy_of

CGI = {
    "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "REQUEST_URI": "/compte-client/connexion",
    "PATH": "/usr/bin:/bin",
}  # fmt: skip
# In the document root, as the zip's htdocs/ is copied there.
LAUNCHER = Path("compte-client", "clo", "clo.fcgi")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount what the test needs")


@pytest.fixture(scope="module")
def unpacked(package, tmp_path_factory) -> Path:
    return unpack(package, tmp_path_factory.mktemp("paquet"))


@pytest.fixture
def copy(unpacked, tmp_path) -> Path:
    """One of the test's own, to break. The large files are the same."""
    return Path(shutil.copytree(unpacked, tmp_path / "clo-compte-client", copy_function=link_or_copy))


def link_or_copy(source, target):
    """Rights belong to the file, not to its name: those that the tests change are copied."""
    if Path(source).name in ("clo", "clo.fcgi", "ld-linux-x86-64.so.2"):
        shutil.copy2(source, target)
    else:
        os.link(source, target)


def in_document_root(copy: Path, root: Path) -> Path:
    """The launcher, as if the section's folder had been moved out of the package."""
    launcher = root / LAUNCHER
    launcher.parent.mkdir(parents=True)
    return Path(shutil.copy2(copy / "htdocs" / LAUNCHER, launcher))


def page(*command, **variables) -> str:
    """What a CGI program answers, as a web server would call it."""
    done = subprocess.run(command, env=CGI | variables, stdin=subprocess.DEVNULL, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def explanation(answer: str) -> str:
    head, _, body = answer.partition("\r\n\r\n")
    assert head.startswith("Status: 500 ") and "Content-Type: text/html; charset=utf-8" in head
    assert "default-src 'none'" in head and "no-store" in head
    assert "Le compte client ne peut pas démarrer" in body
    assert "/tmp" not in body and "/home" not in body, "no path of the host is told"
    return body


def test_the_zip_is_one_folder_in_which_programs_may_be_executed(package):
    with zipfile.ZipFile(package) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
    assert {name.partition("/")[0] for name in entries} == {"clo-compte-client"}
    for name in ("bin/clo", "bin/clo.fcgi", f"htdocs/{LAUNCHER}", "lib/ld-linux-x86-64.so.2"):
        assert entries[f"clo-compte-client/{name}"].external_attr >> 16 == stat.S_IFREG | 0o755
    for name in ("VERSION", "clo.conf.exemple", "LISEZMOI.txt", "sql/001_fondations.sql", "guides/guide-hebergement.md",
                 ".htaccess", "htdocs/compte-client/.htaccess", "htdocs/admin/.htaccess", "htdocs/compte-client/clo/css/clo.css",
                 "htdocs/compte-client/clo/vendor/htmx.min.js", "lib/autorites.pem"):  # fmt: skip
        assert entries[f"clo-compte-client/{name}"].external_attr >> 16 == stat.S_IFREG | 0o644
    assert all(entry.file_size > 0 for name, entry in entries.items() if not name.endswith("/"))
    assert not [name for name in entries if name.endswith("/clo.conf")], "an upgrade overwrites no settings"
    assert package.stat().st_size < 110_000_000


def test_what_has_arrived_can_be_compared_with_what_was_sent(unpacked):
    check = ["sha256sum", "--check", "--strict", "--quiet", "contenu.sha256"]
    assert subprocess.run(check, cwd=unpacked, capture_output=True).returncode == 0
    listed = {line.split("  ", 1)[1] for line in (unpacked / "contenu.sha256").read_text().splitlines()}
    there = {str(file.relative_to(unpacked)) for file in unpacked.rglob("*") if file.is_file()}
    assert there - listed == {"contenu.sha256"}


def test_nothing_of_the_host_is_linked(unpacked):
    """Every library is found in the package, in its plug-ins too."""
    library = unpacked / "lib"
    loader = library / "ld-linux-x86-64.so.2"
    objects = [*library.glob("programmes/*"), *library.glob("*/*.so"), *library.glob("*.so.*")]
    assert len(objects) > 80
    for each in objects:
        if each == loader:
            continue
        lines = subprocess.run(
            [loader, "--inhibit-cache", "--library-path", library, "--list", each], capture_output=True, text=True)
        assert lines.returncode == 0, lines.stderr
        foreign = [line for line in lines.stdout.splitlines() if "=> /" in line and f"=> {library}/" not in line]
        # The loader names itself as the program asks for it.
        assert not [line for line in foreign if "ld-linux" not in line], each


def test_the_command_tells_its_version(unpacked, package):
    done = subprocess.run([unpacked / "bin" / "clo", "--version"], capture_output=True, text=True)
    assert done.stdout.strip() == version_of(package)


def test_a_first_page_without_settings_says_so(unpacked):
    assert "n’est pas encore configuré" in page(unpacked / "bin" / "clo.fcgi")


def test_lost_rights_to_execute_are_given_back(copy):
    for name in ("lib/ld-linux-x86-64.so.2", "bin/clo", "lib/programmes/clo", "lib/programmes/clo.fcgi"):
        (copy / name).chmod(0o644)
    # Only the launcher that is called has to have them.
    assert "n’est pas encore configuré" in page(copy / "htdocs" / LAUNCHER)
    assert os.access(copy / "bin" / "clo", os.X_OK)


@as_root
def test_a_disk_that_allows_no_execution(copy, tmp_path):
    script = 'mount --bind "$1" "$1"; mount -o remount,bind,noexec "$1"; exec "$2"'
    launcher = in_document_root(copy, tmp_path / "www")
    answer = page("unshare", "--mount", "sh", "-ec", script, "sh", copy, launcher)
    text = explanation(answer)
    assert "noexec" in text and "755" in text


@as_root
def test_a_kernel_that_is_too_old(copy, tmp_path):
    release = tmp_path / "osrelease"
    script = 'mount --bind "$1" /proc/sys/kernel/osrelease; exec "$2"'
    command = ["unshare", "--mount", "sh", "-ec", script, "sh", release, copy / "bin" / "clo.fcgi"]
    for old in ("2.6.32-754.35.1.el6.x86_64", "3.1.10-generic"):
        release.write_text(f"{old}\n")
        text = explanation(page(*command))
        assert "trop ancien" in text and old.partition("-")[0] in text
    for young in ("3.2.0-4-amd64", "3.10.0-1160.el7.x86_64", "4.18.0", "10.1"):
        release.write_text(f"{young}\n")
        assert "n’est pas encore configuré" in page(*command), young


@as_root
@pytest.mark.parametrize("machine, runs", [("i686", False), ("x86_64", True)])
def test_a_host_without_our_loader_and_with_another_processor(copy, tmp_path, machine, runs):
    """A root folder with nothing but BusyBox in it: no glibc at all, as on Alpine Linux."""
    (tmp_path / "bin").mkdir()
    shutil.copy2(shutil.which("busybox"), tmp_path / "bin" / "busybox")
    for name in ("sh", "uname", "readlink", "chmod"):
        (tmp_path / "bin" / name).symlink_to("busybox")
    for name in ("proc", "dev"):
        (tmp_path / name).mkdir()
    script = 'mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; exec setarch "$2" /usr/sbin/chroot "$1" "$3"'
    answer = page("unshare", "--mount", "sh", "-ec", script, "sh", tmp_path, machine,
                  f"/clo-compte-client/htdocs/{LAUNCHER}")  # fmt: skip
    if runs:
        assert "n’est pas encore configuré" in answer
    else:
        assert f"({machine})" in explanation(answer)


@pytest.mark.parametrize("place", ["..", ".", "compte-client"], ids=["beside", "in the root", "in the section"])
def test_the_package_is_found_where_it_may_lie(copy, tmp_path, place):
    root = tmp_path / "site" / "www"
    launcher = in_document_root(copy, root)
    explanation(page(launcher))
    copy.rename(root / place / copy.name)
    assert "n’est pas encore configuré" in page(launcher)


def test_a_missing_or_half_uploaded_folder(copy, tmp_path):
    launcher = in_document_root(copy, tmp_path / "www")
    assert "n’est pas encore configuré" in page(launcher), "beside the document root"
    (copy / "lib" / "programmes" / "clo.fcgi").rename(copy / "ailleurs")
    assert "incomplet" in explanation(page(launcher))
    done = subprocess.run([launcher], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
    assert done.returncode == 1 and "incomplet" in done.stderr and done.stdout == "", "FastCGI: in the error log"
    assert "Status: 500" in page(launcher, REQUEST_METHOD="HEAD") and "<" not in page(launcher, REQUEST_METHOD="HEAD")


def verification(root: Path) -> tuple[int, str]:
    """The page that tells what is wrong where nothing of ours can be executed; PHP needs no execute bit."""
    script = (root / LAUNCHER).with_name("verification.php")
    name = f"/{script.relative_to(root)}"
    variables = CGI | {"SCRIPT_FILENAME": str(script), "SCRIPT_NAME": name, "REDIRECT_STATUS": "200"}
    # Where the zip is tried on an older system, with the PHP of that one.
    command = ["env", "-i", *(f"{name}={value}" for name, value in variables.items()), "php-cgi"]
    inside = [INSIDE, ROOT, root.parent] if ROOT else []
    done = subprocess.run([*inside, *command], capture_output=True, timeout=30)
    head, _, body = done.stdout.decode().partition("\r\n\r\n")
    assert "no-store" in head and "default-src 'none'" in head and not done.stderr
    assert str(root.parent) not in body, "no path of the host is told"
    return int(head.partition("Status: ")[2][:3] or "200"), body


def test_the_page_that_needs_no_right_to_execute(copy, tmp_path):
    root = tmp_path / "www"
    shutil.copytree(copy / "htdocs", root)
    assert verification(root)[0] == 200 and "peut démarrer ici" in verification(root)[1]

    (root / LAUNCHER).chmod(0o644)
    (copy / "lib" / "ld-linux-x86-64.so.2").chmod(0o644)
    assert verification(root)[0] == 200, "given back"
    assert "n’est pas encore configuré" in page(root / LAUNCHER)

    (copy / "clo.conf").write_text("CLO_DB_PASSWORD = secret\n")
    (copy / "clo.conf").chmod(0o644)
    status, body = verification(root)
    assert status == 500 and "droits 600" in body and "secret" not in body
    (copy / "clo.conf").chmod(0o600)

    (copy / "lib" / "libvips.so.42").unlink()
    status, body = verification(root)
    assert status == 500 and "Il manque des fichiers (1)" in body

    copy.rename(tmp_path / "ailleurs")
    status, body = verification(root)
    assert status == 500 and "n’a pas été trouvé" in body


def test_it_draws_the_secrets_until_they_are_written_down(copy, tmp_path):
    root = tmp_path / "www"
    shutil.copytree(copy / "htdocs", root)
    proposed = [re.findall(r"CLO_PEPPER += ([0-9a-f]{64})\n", verification(root)[1]) for _ in range(2)]
    assert proposed[0] and proposed[1] and proposed[0] != proposed[1], "drawn anew each time"
    (copy / "clo.conf").write_text(f"CLO_PEPPER = {proposed[0][0]}\n")
    (copy / "clo.conf").chmod(0o600)
    status, body = verification(root)
    assert status == 200 and "CLO_PEPPER" not in body and "admin/installation" in body


def test_a_file_says_where_the_folder_is(copy, tmp_path):
    launcher = in_document_root(copy, tmp_path / "sites" / "un" / "www")
    explanation(page(launcher))
    for place in (f"{copy}\n", "../../../../../clo-compte-client", "../../../../../clo-compte-client/\n"):
        launcher.with_name("chemin.txt").write_text(place)
        assert "n’est pas encore configuré" in page(launcher), place


@as_root
def test_a_folder_of_another_customer_is_not_taken_for_ours(copy, tmp_path):
    launcher = in_document_root(copy, tmp_path / "www")
    program = copy / "lib" / "programmes" / "clo.fcgi"
    os.chown(program, 12345, 12345)
    explanation(page(launcher))


def test_the_command_is_found_through_a_link(unpacked, package, tmp_path):
    (tmp_path / "clo").symlink_to(unpacked / "bin" / "clo")
    done = subprocess.run(
        ["clo", "--version"], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True)
    assert done.stdout.strip() == version_of(package), done.stderr


def test_a_query_never_becomes_an_argument(unpacked):
    assert "n’est pas encore configuré" in page(unpacked / "bin" / "clo.fcgi", "--help", "x")


def test_it_lists_what_it_is_made_of(unpacked):
    """As scanners for known weaknesses read it; with the licence of everything that is not ours."""
    text = (unpacked / "nomenclature.cdx.json").read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    listed = {each["name"]: each for each in json.loads(text)["components"]}
    assert all(each["version"] and each["purl"] for each in listed.values())
    licences = {path.stem for path in (unpacked / "licences").iterdir()}
    # Those that come out of a wheel have it beside them.
    assert licences == set(listed) - {"django-htmx", "django-prose-editor", "htmx.org"}
    # Linked in, in the closure of the programs, opened while they run, a font, what is fetched by version and hash.
    assert {"libfcgi-dev", "libmariadb-dev", "swift", "libvips42", "libmariadb3", "fonts-lato", "zxcvbn"} <= set(listed)


@pytest.fixture(scope="module")
def packaged_site(scratch, prepared, package):
    site = Site("cgi", copy_of(prepared, scratch / "paquet"), package).start()
    yield site
    site.stop()


def test_another_address_is_a_copy_of_the_small_folder(packaged_site):
    """What the guide says of hosts where rules are .htaccess files: nothing in them is to be changed."""
    site, settings = packaged_site, packaged_site.data / "clo.conf"
    text, other = settings.read_text(), packaged_site.data / "www" / "espace-client"
    shutil.copytree(site.data / "www" / "admin", other)
    try:
        settings.write_text(f"{text}CLO_PATH_CLIENT = /espace-client\n")
        visitor = site.visitor()
        visitor.get("/espace-client/connexion")
        visitor.submit(identifiant=MARTIN.identifier, mot_de_passe=MARTIN.password)
        assert visitor.response.status_code == 200 and visitor.path.startswith("/espace-client/")
        styles = visitor.all("head link[href*='css/clo.css']")[0]["href"]
        assert styles.startswith("/compte-client/clo/") and visitor.get(styles).status_code == 200
        assert visitor.get("/compte-client/connexion").status_code == 404
    finally:
        settings.write_text(text)
        shutil.rmtree(other)


def test_removing_the_section_is_removing_two_folders(packaged_site, tmp_path):
    site, root = packaged_site, packaged_site.data / "www"
    ours = {path.name for path in root.iterdir()} - {path.name for path in (REPOSITORY / "htdocs").iterdir()}
    assert ours | {"compte-client"} == set(FOLDERS)
    for name in FOLDERS:
        shutil.move(root / name, tmp_path / name)
    try:
        for address in ("/compte-client/", "/compte-client/clo/css/clo.css", "/admin/", "/admin/installation"):
            assert requests.get(site.url + address).status_code == 404, address
        for page_of_site in ("/", "/contact.html", "/site/site.css"):
            assert requests.get(site.url + page_of_site).status_code == 200, page_of_site
    finally:
        for name in FOLDERS:
            shutil.move(tmp_path / name, root / name)
    assert requests.get(f"{site.url}/compte-client/connexion").status_code == 200


def test_accounts_of_the_database_that_sign_in_by_a_plug_in(packaged_site):
    """Ed25519 is MariaDB's; a plug-in is not part of the program, and the host has none of ours."""
    site = packaged_site
    with site.administrator() as cursor:
        try:
            cursor.execute("INSTALL SONAME 'auth_ed25519'")
        except pymysql.err.MySQLError as error:
            pytest.skip(f"this MariaDB has no ed25519: {error}")
        cursor.execute("CREATE USER neuf@localhost IDENTIFIED VIA ed25519 USING PASSWORD('dix-neuf')")
        cursor.execute("GRANT ALL ON clo.* TO neuf@localhost")
    settings = site.data / "autre.conf"
    keys = site.configuration | {"CLO_DB_USER": "neuf", "CLO_DB_PASSWORD": "dix-neuf"}
    settings.write_text("".join(f"{key} = {value}\n" for key, value in keys.items()))
    settings.chmod(0o644)
    command = site.tool_command("user", "list")
    command = [word if word != f"CLO_CONF={site.data / 'clo.conf'}" else f"CLO_CONF={settings}" for word in command]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "martin.dupont" in done.stdout, done.stderr
    launcher = site.data / "www" / LAUNCHER
    assert "Status: 200" in page(launcher, CLO_CONF=str(settings))
