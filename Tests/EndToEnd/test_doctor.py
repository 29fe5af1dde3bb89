"""`clo doctor`: says what is wrong and what to do, in French, and is silent about nothing."""

import os
import re
import shutil
import subprocess

import pytest

from support.site import REPOSITORY

SUBJECTS = ["Configuration", "Données", "Place", "Base de données", "Photos"]
OF_A_SITE = ["Site", "Envois", "Envoi des fichiers"]


def findings(done) -> dict[str, tuple[str, str]]:
    """By subject: the level, and what is said with what to do about it."""
    found = re.findall(r"^(OK|ATTENTION|ERREUR) +([^\n:]+?)\u00a0: (.*(?:\n +→ .*)?)", done.stdout, re.MULTILINE)
    assert len(found) == len(re.findall(r"^\S", done.stdout, re.MULTILINE)), done.stdout
    return {subject: (level, text) for level, subject, text in found}


@pytest.fixture
def changed(apache_site, tmp_path):
    """Makes a `clo.conf` of the site with other lines, which the workers' user can read."""

    def make(**settings):
        folder = apache_site.data / "files" / "doctor"
        folder.mkdir(exist_ok=True)
        lines = [f"{key} = {value}\n" for key, value in (apache_site.configuration | settings).items()]
        file = folder / "clo.conf"
        file.write_text("".join(lines))
        folder.chmod(0o777)
        return file

    yield make
    shutil.rmtree(apache_site.data / "files" / "doctor", ignore_errors=True)


def test_an_installation_that_is_well(site):
    done = site.tool("doctor", "--url", site.url)
    found = findings(done)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(found) == SUBJECTS + OF_A_SITE
    assert all(level == "OK" for level, _ in found.values()), done.stdout
    advice = found["Envoi des fichiers"][1]
    assert ("mettez CLO_SENDFILE = x-accel-redirect /prive" in advice) == (site.front == "nginx")
    assert ("n’offre pas mieux" in advice) == (site.front != "nginx")
    assert not (site.data / "files" / "essais").exists()


def test_without_an_address_the_site_is_not_asked(apache_site):
    done = apache_site.tool("doctor")
    assert done.returncode == 0 and list(findings(done)) == SUBJECTS


@pytest.mark.parametrize(("front", "method"), [("apache", "x-sendfile"), ("nginx", "x-accel-redirect /prive/")])
def test_a_web_server_that_sends_files_is_recognised(fresh_site, front, method):
    site = fresh_site(front, CLO_SENDFILE=method)
    done = site.tool("doctor", "--url", site.url)
    assert done.returncode == 0, done.stdout
    assert findings(done)["Envoi des fichiers"][1] == f"{method.rstrip('/')}, et le serveur web le fait."


@pytest.mark.parametrize(
    ("front", "method", "better"),
    [
        ("apache", "x-accel-redirect /prive", "non"),
        ("nginx", "x-sendfile", "x-accel-redirect /prive"),
        ("nginx", "x-accel-redirect /ailleurs", "x-accel-redirect /prive"),
    ],
)
def test_a_method_that_the_web_server_does_not_know_is_an_error(fresh_site, front, method, better):
    site = fresh_site(front, CLO_SENDFILE=method)
    done = site.tool("doctor", "--url", site.url)
    level, text = findings(done)["Envoi des fichiers"]
    assert done.returncode == 1
    assert level == "ERREUR" and f"Mettez CLO_SENDFILE = {better}." in text


@pytest.mark.parametrize(
    ("settings", "subject", "said"),
    [
        ({"CLO_SENDFILE": "beaucoup"}, "Configuration", "CLO_SENDFILE doit être"),
        ({"CLO_SENDFILE": "x-accel-redirect"}, "Configuration", "CLO_SENDFILE doit être"),
        ({"CLO_PEPPER": ""}, "Configuration", "il manque CLO_PEPPER"),
        ({"CLO_LAYOUT": "/nulle/part.html"}, "Configuration", "/nulle/part.html (CLO_LAYOUT)"),
        ({"CLO_DATA": "/proc/nulle-part"}, "Données", "rien ne peut être écrit dans /proc/nulle-part"),
        ({"CLO_DB_PASSWORD": "faux"}, "Base de données", "CLO_DB_…"),
        ({"CLO_DB_SOCKET": "/nulle/part.sock"}, "Base de données", "CLO_DB_…"),
        ({"CLO_TOOL": "/bin/false"}, "Photos", "elle s’est arrêtée (code 1)"),
        ({"CLO_TOOL": "/etc/hostname"}, "Photos", "chmod 755"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(apache_site, changed, settings, subject, said):
    done = apache_site.tool("doctor", configuration=changed(**settings))
    found = findings(done)
    assert done.returncode == 1, done.stdout
    level, text = found[subject]
    assert level == "ERREUR" and said in text and "→" in text
    # One thing that is wrong hides no other.
    if subject != "Configuration" or "CLO_LAYOUT" in settings:
        assert list(found) == SUBJECTS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount the small disk")
def test_a_disk_that_is_nearly_full_is_told(apache_site, changed):
    disk = apache_site.data / "files" / "doctor" / "disque"
    configuration = changed(CLO_DATA=disk)
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100m,mode=0777", "tmpfs", disk], check=True)
    try:
        done = apache_site.tool("doctor", configuration=configuration)
    finally:
        subprocess.run(["umount", disk], check=True)
    level, text = findings(done)["Place"]
    assert done.returncode == 1
    assert level == "ERREUR" and text.startswith("0,1\u00a0Go libres.") and "Les photos sont refusées." in text


def test_a_schema_that_lacks_something_is_told(apache_site, changed):
    folder = apache_site.data / "files" / "doctor" / "sql"
    configuration = changed(CLO_SQL=folder)
    shutil.copytree(REPOSITORY / "sql", folder)
    (folder / "999_demain.sql").write_text("SELECT 1;\n")
    done = apache_site.tool("doctor", configuration=configuration)
    assert done.returncode == 1
    assert findings(done)["Base de données"] == ("ERREUR", "il y manque 999_demain.sql.\n           → Lancez clo migrate.")


def test_a_site_that_is_another_or_none(apache_site, changed):
    elsewhere = apache_site.data / "files" / "doctor" / "ailleurs"
    configuration = changed(CLO_DATA=elsewhere)
    done = apache_site.tool("doctor", "--url", apache_site.url, configuration=configuration)
    assert done.returncode == 1 and "autre dossier de données" in findings(done)["Site"][1]
    nobody = apache_site.tool("doctor", "--url", "http://127.0.0.1:9")
    assert nobody.returncode == 1 and "ne répond pas" in findings(nobody)["Site"][1]
    wrong = apache_site.tool("doctor", "--url", "www.exemple.fr")
    assert wrong.returncode == 64 and "--url veut une adresse" in wrong.stderr


def test_a_trial_is_answered_only_while_it_lasts(apache_site):
    visitor = apache_site.visitor()
    for name in ("abcdefgh", "../photos", "a" * 65, "%2e%2e%2fclo.conf"):
        assert visitor.get(f"/compte-client/essai/{name}").status_code == 404
