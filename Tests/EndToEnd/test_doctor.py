"""`clo doctor`: says what is wrong and what to do, in French, and is silent about nothing."""

import hashlib
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support.mail import PASSWORD, mail_server, make_certificates, plain_mail_server
from support.site import PACKAGE, REPOSITORY, ROOT, free_port

OF_THE_SERVER = ["Droits", "Connexions", "Horloge"]
OF_THE_ZIP = ["Paquet"] if PACKAGE else []
SUBJECTS = [
    "Configuration", "Données", "Place", "Base de données", *OF_THE_SERVER, *OF_THE_ZIP, "Photos", "Courriel", "SMS",
]  # fmt: skip
OF_A_SITE = ["Site", "Envois", "Envoi des fichiers"]


def findings(done) -> dict[str, tuple[str, str]]:
    """By subject: the level, and what is said with what to do about it."""
    found = re.findall(r"^(OK|ATTENTION|ERREUR) +([^\n:]+?)\u00a0: (.*(?:\n +→ .*)?)", done.stdout, re.MULTILINE)
    assert len(found) == len(re.findall(r"^\S", done.stdout, re.MULTILINE)), done.stdout
    return {subject: (level, text) for level, subject, text in found}


def paris() -> str:
    now = datetime.now(ZoneInfo("Europe/Paris"))
    return f"{now:%Y} à {now:%-H}\u00a0h\u00a0{now:%M}, heure de Paris."


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
    if subject == "Base de données":
        assert list(found) == [each for each in SUBJECTS if each not in OF_THE_SERVER]
    elif subject != "Configuration" or "CLO_LAYOUT" in settings:
        assert list(found) == SUBJECTS


@pytest.fixture
def temporary(apache_site):
    """Runs the doctor with the temporary folder given."""

    def run(folder: Path):
        command = apache_site.tool_command("doctor")
        after = command.index("env") + 1
        return subprocess.run(
            [*command[:after], f"TMPDIR={folder}", *command[after:]], capture_output=True, text=True, timeout=60
        )

    return run


def test_the_temporary_folder_is_shared_with_others(temporary, scratch):
    """Foundation makes a TemporaryItems there that belongs to whoever of the host's customers came first."""
    shared = scratch / "shared"
    (shared / "TemporaryItems").mkdir(parents=True)
    (shared / "TemporaryItems").chmod(0o500)
    shared.chmod(0o1777)
    done = temporary(shared)
    assert done.returncode == 0, done.stdout
    assert [each.name for each in shared.iterdir()] == ["TemporaryItems"], "nothing is left behind"


def test_a_temporary_folder_that_is_closed_is_told(temporary, scratch):
    closed = scratch / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    done = temporary(closed)
    level, text = findings(done)["Photos"]
    assert done.returncode == 1 and level == "ERREUR"
    assert f"dossier temporaire ({closed})" in text and "TMPDIR" in text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount the small disk")
@pytest.mark.skipif(ROOT is not None, reason="what is mounted here is not seen over there")
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
    assert findings(done)["Base de données"] == ("ERREUR", "il y manque 999_demain.sql.\n           → Lancez clo migrate, ou ouvrez /admin/installation.")


def test_what_to_do_names_the_addresses_that_were_chosen(apache_site, changed):
    folder = apache_site.data / "files" / "doctor" / "sql"
    configuration = changed(CLO_SQL=folder, CLO_PATH_OFFICE="/gestion")
    shutil.copytree(REPOSITORY / "sql", folder)
    (folder / "999_demain.sql").write_text("SELECT 1;\n")
    done = apache_site.tool("doctor", configuration=configuration)
    assert "ouvrez /gestion/installation." in findings(done)["Base de données"][1]


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


def test_for_a_program_the_same_is_json(apache_site, changed):
    well = apache_site.tool("doctor", "--json")
    found = json.loads(well.stdout)
    assert well.returncode == 0 and [each["sujet"] for each in found] == SUBJECTS
    assert {each["niveau"] for each in found} == {"OK"} and all(each["constat"] for each in found)
    bad = apache_site.tool("doctor", "--json", configuration=changed(CLO_PEPPER=""))
    (only,) = json.loads(bad.stdout)
    assert bad.returncode == 1 and only["niveau"] == "ERREUR" and only["remede"]


def test_a_schema_of_a_later_version_is_told(fresh_site):
    site = fresh_site("cgi")
    with site.database() as database:
        database.execute("INSERT INTO migration (number, name, applied_at) VALUES (999, '999_demain.sql', NOW())")
    level, text = findings(site.tool("doctor"))["Base de données"]
    assert level == "ERREUR" and "version plus récente du programme" in text


def test_an_account_without_the_right_to_make_tables_is_told(fresh_site):
    site = fresh_site("cgi")
    with site.administrator() as database:
        database.execute("SELECT host FROM mysql.user WHERE user = 'clo'")
        host = next(iter(database.fetchone().values()))
        database.execute("REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'clo'@%s", (host,))
        database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON clo.* TO 'clo'@%s", (host,))
        database.execute("GRANT USAGE ON *.* TO 'clo'@%s WITH MAX_USER_CONNECTIONS 4", (host,))
    found = findings(site.tool("doctor"))
    assert found["Droits"][0] == "ATTENTION" and "CREATE, ALTER, INDEX, REFERENCES" in found["Droits"][1]
    assert found["Connexions"][0] == "ATTENTION" and "que 4 à la fois" in found["Connexions"][1]


def test_a_database_with_another_time_is_told(fresh_site):
    site = fresh_site("cgi")
    before, (level, text), after = paris(), findings(site.tool("doctor"))["Horloge"], paris()
    assert level == "OK" and any(moment in text for moment in (before, after)), "to be compared with a watch"
    with site.administrator() as database:
        database.execute("SET GLOBAL init_connect = 'SET timestamp = 1700000000'")
    level, text = findings(site.tool("doctor"))["Horloge"]
    assert level == "ATTENTION" and re.search(r"diffèrent de \d+\u00a0secondes", text)


# Messages


@pytest.fixture
def messaging(house):
    house.empty()
    yield house
    house.empty()


def test_a_mail_server_that_lets_us_in(messaging, scratch):
    with plain_mail_server() as server:
        messaging.smtp(server.port)
        assert findings(messaging.site.tool("doctor"))["Courriel"] == ("OK", "127.0.0.1 accepte la connexion.")
        assert server.received == [], "nothing is sent"
    certificates = make_certificates(scratch / "doctor-certificates")
    with mail_server(certificates) as server:
        messaging.smtp(server.port, certificates.authority, PASSWORD)
        level, text = findings(messaging.site.tool("doctor"))["Courriel"]
        assert (level, text) == ("OK", "127.0.0.1 accepte la connexion et le compte.") and server.received == []
        messaging.smtp(server.port, certificates.authority, "un-autre-mot-de-passe")
        done = messaging.site.tool("doctor")
        level, text = findings(done)["Courriel"]
        assert level == "ERREUR" and "refuse l’identifiant ou le mot de passe" in text
        assert "un-autre-mot-de-passe" not in done.stdout + done.stderr
        messaging.smtp(server.port, password=PASSWORD, SMTP_SECURITY="starttls")
        assert "n’est pas sûre" in findings(messaging.site.tool("doctor"))["Courriel"][1]


def test_a_trial_letter_is_all_that_is_sent_and_done(messaging):
    with plain_mail_server() as server:
        messaging.smtp(server.port)
        done = messaging.site.tool("doctor", "--lettre", "claire.olivier@exemple.fr")
        ((subject, (level, text)),) = findings(done).items()
        assert (subject, level) == ("Lettre d’essai", "OK") and "claire.olivier@exemple.fr" in text and "SPF" in text
        (letter,) = server.received
        assert letter.recipients == ["claire.olivier@exemple.fr"] and "partent et arrivent" in letter.plain
    done = messaging.site.tool("doctor", "--lettre", "claire.olivier@exemple.fr")
    assert done.returncode == 1 and "ne répond pas" in findings(done)["Lettre d’essai"][1]
    assert messaging.site.tool("doctor", "--lettre", "claire").returncode != 0


def test_a_mail_server_that_is_away(messaging):
    messaging.smtp(free_port())
    level, text = findings(messaging.site.tool("doctor"))["Courriel"]
    assert level == "ERREUR" and "ne répond pas" in text and "ports 465 et 587" in text


def test_ways_out_that_lead_nowhere(messaging, scratch):
    messaging.configure(MAIL="dossier", MAIL_FOLDER=scratch / "lettres")
    assert findings(messaging.site.tool("doctor"))["Courriel"][0] == "ATTENTION"
    messaging.configure(MAIL="sendmail", SENDMAIL="/nulle/part")
    assert findings(messaging.site.tool("doctor"))["Courriel"][0] == "ERREUR"


@pytest.mark.parametrize(
    ("state", "level", "said"),
    [("waiting", "ERREUR", "1 attendent"), ("failed", "ATTENTION", "1 n’ont pas pu partir")],
)
def test_messages_that_do_not_go_out(messaging, state, level, said):
    with plain_mail_server() as server:
        messaging.smtp(server.port)
        assert findings(messaging.site.tool("doctor"))["Messages"][0] == "OK"
        with messaging.site.database() as database:
            database.execute(
                """INSERT INTO outgoing_message
                    (reference, account_id, channel, state, next_attempt_at, queued_at, settled_at)
                SELECT 'essai', id, 'email', %s, UTC_TIMESTAMP(3) - INTERVAL 2 HOUR, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
                FROM account WHERE identifier = 'martin.dupont'""",
                (state,),
            )
        found = findings(messaging.site.tool("doctor"))["Messages"]
    assert found[0] == level and said in found[1]


def test_the_certificate_of_the_address(messaging, scratch):
    certificates = make_certificates(scratch / "doctor-https")
    messaging.configure(MAIL="sendmail", SENDMAIL="/bin/true")
    level, text = findings(messaging.site.tool("doctor"))["Certificat"]
    assert level == "ATTENTION" and "n’est pas chiffré" in text
    messaging.configure(MAIL="sendmail", SENDMAIL="/bin/true", URL=f"https://127.0.0.1:{free_port()}")
    assert "n’est pas atteint en HTTPS" in findings(messaging.site.tool("doctor"))["Certificat"][1]
    with https_server(certificates) as port:
        messaging.configure(MAIL="sendmail", SENDMAIL="/bin/true", URL=f"https://127.0.0.1:{port}")
        level, text = findings(messaging.site.tool("doctor"))["Certificat"]
        assert level == "ERREUR" and "certificate" in text, "nobody vouches for it"
        command = messaging.site.tool_command("doctor")
        command.insert(command.index("env") + 1, f"SSL_CERT_FILE={certificates.authority}")
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    level, text = findings(done)["Certificat"]
    assert level == "ATTENTION" and "expire dans 1 jour." in text and "renouveler" in text


class https_server:  # noqa: N801  # used as « with https_server(…) »
    """Answers any question under a certificate of the tests' own authority."""

    def __init__(self, certificates):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
        self.server.socket = certificates.context.wrap_socket(self.server.socket, server_side=True)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_address[1]

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


# The package


def test_a_package_that_arrived_whole_and_one_that_did_not(fresh_site):
    site = fresh_site("cgi")
    root = site.data / "site"
    if not PACKAGE:
        files = [file for file in root.rglob("*") if file.is_file()]
        lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(root)}" for file in files]
        (root / "contenu.sha256").write_text("\n".join(lines) + "\n")
    count = len((root / "contenu.sha256").read_text().splitlines())
    assert findings(site.tool("doctor"))["Paquet"] == ("OK", f"{count} fichiers, tous entiers.")
    (root / "bin" / "clo.fcgi").chmod(0o644)
    level, text = findings(site.tool("doctor"))["Paquet"]
    assert level == "ERREUR" and "bin/clo.fcgi" in text and "755" in text
    (root / "bin" / "clo.fcgi").chmod(0o755)
    words = root / "mots-de-passe-courants.txt"
    words.write_bytes(words.read_bytes()[:-1])
    next((root / "fonts").glob("*")).unlink()
    level, text = findings(site.tool("doctor"))["Paquet"]
    assert level == "ERREUR" and "mots-de-passe-courants.txt (modifié)" in text and "(absent)" in text
    assert "mode binaire" in text
