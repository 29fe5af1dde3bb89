"""Hosts where rules are .htaccess files, with less than the ordinary ones offer or a page shell that asks for more: the
guide's steps for them, taken as they stand."""

import re
import shutil
import subprocess

import pytest
import requests

from support.demonstration import JULIE, MARTIN
from support.package import FOLDERS
from support.pictures import files
from support.site import REPOSITORY, ROOT, Site, copy_of
from support.uploads import Sender

CODE = "CH-2026-002"
GUIDE = (REPOSITORY / "docs" / "guide-hebergement.md").read_text()
STEPS = GUIDE[GUIDE.index("## Pas à pas B") : GUIDE.index("## Pas à pas C")]

# What such a host takes back from its customers, and gives them.
RULES = """
<Directory "{root}">
    AllowOverride AuthConfig FileInfo Indexes Limit
</Directory>
<Directory "{root}/cgi-bin">
    Options +ExecCGI
    AddHandler cgi-script {endings}
</Directory>
"""


def block(beginning: str) -> str:
    """The lines of the guide's example that begins so."""
    found = re.search(rf"(?m)^ +{re.escape(beginning)}\n(?:(?: +.*)?\n)*?(?=\n\S|\n   \S|\n\d|\Z)", STEPS)
    lines = found[0].rstrip().splitlines()
    margin = len(lines[0]) - len(lines[0].lstrip())
    return "".join(f"{line[margin:]}\n" for line in lines)


def replace(file, line: str, other: str) -> None:
    text = file.read_text()
    assert text.count(f"{line}\n") == 1, (file, line)
    file.write_text(text.replace(f"{line}\n", other))


# A host that runs programs in cgi-bin alone, and a PHP file every hour


@pytest.fixture(scope="module", params=["clo.fcgi", "clo.cgi"])
def host(request, scratch, prepared, package):
    program = request.param
    site = Site("cgi", copy_of(prepared, scratch / f"cgi-bin-{program}"), package).start()
    try:
        root, launcher = site.data / "www", "compte-client/clo/clo.fcgi"
        ending = program.removeprefix("clo")
        (site.data / "site.conf").write_text(RULES.format(root=root.resolve(), endings=ending))
        (root / "cgi-bin").mkdir(mode=0o755)
        (root / "cgi-bin" / "clo.fcgi").write_bytes((root / launcher).read_bytes())
        (root / "cgi-bin" / "clo.fcgi").chmod(0o755)
        if program == "clo.cgi":
            (root / "cgi-bin" / program).write_text(block("#!/bin/sh"))
            (root / "cgi-bin" / program).chmod(0o755)
        former, new = re.findall(r"RewriteRule \^ /\S+ \[L\]", STEPS)
        for name in FOLDERS:
            replace(root / name / ".htaccess", former, new.replace("clo.fcgi", program) + "\n")
        replace(root / "compte-client" / "clo" / ".htaccess", "Options +ExecCGI", "")
        site.stop()
        yield site.start()
    finally:
        site.stop()


def test_pages_forms_and_photos_pass_through_cgi_bin(host):
    martin, julie = host.visitor(MARTIN), host.visitor(JULIE)
    martin.get(f"/compte-client/fiches/{CODE}")
    martin.submit("form.form-commentaire", texte="Vu depuis cgi-bin")
    assert martin.response.status_code == 200 and "Vu depuis cgi-bin" in martin.text("section.clo")
    photo = Sender.of(host, JULIE, CODE).send("toit.jpg", files(1)[0].read_bytes())
    assert photo.status_code == 200 and photo.json()["photo"]
    julie.get("/admin/")
    assert julie.response.status_code == 200
    assert requests.get(f"{host.url}/compte-client/clo/css/clo.css").headers["Content-Type"].startswith("text/css")
    assert requests.get(f"{host.url}/compte-client/absente").status_code == 404


def test_the_program_is_not_to_be_had_by_name(host):
    answer = requests.get(f"{host.url}/compte-client/clo/clo.fcgi")
    assert answer.status_code == 404 and "ld-linux" not in answer.text


@pytest.mark.skipif(ROOT is not None, reason="that system has no PHP")
def test_the_hourly_file_delivers_and_purges(host):
    letters = host.data / "courrier"
    with (host.data / "clo.conf").open("a") as configuration:
        configuration.write(f"CLO_URL = {host.url}\nCLO_MAIL = dossier\nCLO_MAIL_FROM = suivi@clo.example\n")
        configuration.write(f"CLO_MAIL_FOLDER = {letters}\n")
    with host.database() as database:
        database.execute(
            """INSERT INTO outgoing_message
                (reference, account_id, channel, letter, letter_values, next_attempt_at, queued_at)
            SELECT 'horaire', id, 'email', 'mot-de-passe', '', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
            FROM account WHERE identifier = %s""",
            (MARTIN.identifier,),
        )
    # What it does at three in the morning.
    text = block("<?php")
    (host.data / "clo-taches.php").write_text(text.replace("(int) date('G') === 3", "true"))
    assert (host.data / "clo-taches.php").read_text() != text
    done = subprocess.run(["php", host.data / "clo-taches.php"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and not done.stderr
    assert "Envoyés : 1," in done.stdout and "Effacé" in done.stdout, done.stdout
    assert [file.read_text() for file in letters.iterdir() if "mot de passe" in file.read_text()]


# A page shell with server-side includes


@pytest.fixture(scope="module", params=["apache", "cgi"])
def including(request, scratch, prepared, package):
    site = Site(request.param, copy_of(prepared, scratch / f"inclusions-{request.param}"), package).start()
    try:
        root, example = site.data / "www", REPOSITORY / "examples" / "inclusions"
        shutil.copy(example / "modele.html", root / "modele.html")
        shutil.copytree(example / "commun", root / "commun")
        # The host lets its customers have includes.
        options = "Options=ExecCGI,SymLinksIfOwnerMatch,IncludesNOEXEC"
        (site.data / "site.conf").write_text(
            f'<Directory "{root.resolve()}">\n    AllowOverride AuthConfig FileInfo Indexes Limit {options}\n</Directory>\n')
        rules = root / "compte-client" / "clo" / ".htaccess"
        text, changed = re.subn(r"(?m)^#(?=[A-Z][A-Za-z]+ )", "", rules.read_text())
        assert changed == 5
        rules.write_text(text)
        site.stop()
        yield site.start()
    finally:
        site.stop()


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_shells_includes_are_run(including, encoding):
    martin = including.visitor(MARTIN)
    martin.get(f"/compte-client/fiches/{CODE}", headers={"Accept-Encoding": encoding})
    assert martin.response.headers.get("Content-Encoding") == (encoding if encoding == "gzip" else None)
    assert len(martin.all("header.site-tete")) == 1 and len(martin.all("footer.site-pied")) == 1
    assert "<!--#" not in martin.response.text and martin.one("section.clo h1")


def test_photos_and_refusals_pass_whole(including):
    martin = including.visitor(MARTIN)
    martin.get(f"/compte-client/fiches/{CODE}")
    photo = martin.get(martin.all("section.clo img[src*='/photos/']")[0]["src"])
    assert photo.headers["Content-Type"] == "image/jpeg" and photo.content[:2] == b"\xff\xd8" and photo.headers["ETag"]
    assert martin.get("/compte-client/absente").status_code == 404
    assert len(martin.all("header.site-tete")) == 1, "in a page that refuses as well"


def test_what_is_typed_is_no_include(including):
    martin = including.visitor(MARTIN)
    attack = '<!--#exec cmd="echo 42clos" --><!--#include virtual="/mentions-legales.html" -->'
    martin.get(f"/compte-client/fiches/{CODE}")
    martin.submit("form.form-commentaire", texte=attack)
    assert attack in martin.text("section.clo") and "<!--#" not in martin.response.text
