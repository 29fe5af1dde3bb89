"""Logs: structured lines, whole, bounded, and never a password, a token or what somebody wrote (ASVS 7.1.1, 7.1.2)."""

import concurrent.futures
import re
import shutil

import pytest

from support.demonstration import JULIE, MARTIN

LINE = re.compile(r'^clo \d{4}-\d\d-\d\dT[\d:.]+Z [a-z-]+( [a-z]+="(?:[^"\\]|\\.)*")*$')
SHEET = "/compte-client/fiches/CH-2026-001"


@pytest.fixture(params=["apache", "nginx", "cgi"])
def logging_site(request, fresh_site):
    """A site whose log is a file, with a key of installation that says what it is."""
    site = fresh_site(request.param, CLO_INSTALLATION_KEY="marque-cle-installation")
    folder = site.data / "files" / "journaux"
    folder.mkdir()
    shutil.chown(folder, "www-data", "www-data")
    with (site.data / "clo.conf").open("a") as configuration:
        configuration.write(f"CLO_LOG = {folder}/clo.log\nCLO_LOG_SIZE = 1\nCLO_LOG_KEEP = 2\n")
    site.stop()
    return site.start()


def written(site):
    """Every log of web server, responder and deliveries, the web server's record of addresses left aside."""
    files = [*(site.data / "log").glob("*error*.log"), *(site.data / "log").glob("responder*"),
             *(site.data / "files" / "journaux").glob("*"), *(site.data / "files").glob("*.log")]  # fmt: skip
    return "".join(file.read_text(errors="replace") for file in files)


def test_no_secret_and_no_text_reaches_a_log(logging_site):
    site = logging_site
    stranger = site.visitor()
    for area in ("compte-client", "admin"):
        stranger.get(f"/{area}/connexion")
        stranger.submit("form", identifiant="martin.dupont", mot_de_passe="marque-mot-de-passe-faux")
        stranger.get(f"/{area}/mot-de-passe-oublie")
        stranger.submit("form", identifiant="marque-oubli@exemple.example")
        stranger.get(f"/{area}/premiere-connexion")
        stranger.submit("form", identifiant="martin.dupont", code="MARQUE-CODE-CARTE",
                        nouveau_mot_de_passe="marque-mot-de-passe-choisi")  # fmt: skip
        stranger.get(f"/{area}/acces/marque-jeton-du-lien")
        stranger.get(f"/{area}/acces/" + "marque" * 7 + "x")
    stranger.get("/compte-client/preferences/1-marque-preferences")
    stranger.get("/compte-client/envoi/marque-secret-du-cron")
    stranger.post("/admin/installation", {"cle": "marque-cle-installation"})
    stranger.session.cookies.set("clo_session", "marque-session" + "A" * 29)
    stranger.get("/compte-client/")
    stranger.post("/compte-client/deconnexion", {"jeton": "marque-jeton-csrf"})

    martin = site.visitor(MARTIN)
    martin.get(SHEET)
    martin.submit("form.form-commentaire", texte="marque-commentaire du client")
    martin.post(f"{SHEET}/publications/1/commentaires", {"texte": "marque-commentaire sans jeton"})
    martin.post(f"{SHEET}/publications/1/commentaires", {"texte": "marque-commentaire " + "x" * 200_000})
    julie = site.visitor(JULIE)
    julie.get("/admin/fiches/CH-2026-001")
    fields = dict(julie.fields("form.deconnexion"))
    julie.post("/admin/fiches/CH-2026-001/publications", fields | {"texte": "marque-publication", "date": "marque"})
    # The same while the database is away: the failure is logged, what was sent is not.
    site.stop_database()
    stranger.session.cookies.clear()
    stranger.get("/compte-client/connexion")
    if stranger.all("form"):
        stranger.submit("form", identifiant="martin.dupont", mot_de_passe="marque-mot-de-passe-en-panne")
    martin.post(f"{SHEET}/publications/1/commentaires", {"texte": "marque-commentaire en panne"})
    site.start_database()

    log = written(site)
    assert "request-failed" in log and "sign-in" in log, "something was logged at all"
    # Names of people and addresses of pages without their secrets may stand in it.
    assert re.findall(r"(?i).*marque.*", log) == []
    for secret in (site.configuration["CLO_DB_PASSWORD"], site.configuration["CLO_PEPPER"]):
        assert secret not in log


def test_lines_go_into_the_file_whole_and_it_is_bounded(logging_site):
    site = logging_site
    folder = site.data / "files" / "journaux"

    def knock(number):
        visitor = site.visitor()
        for _ in range(15):
            visitor.post("/compte-client/deconnexion?" + "x" * 200, {"jeton": f"{number}"})
            visitor.get("/compte-client/acces/" + "A" * 43)

    (folder / "clo.log").write_text("clo 2026-01-01T00:00:00.000Z filling\n" * 27_100)
    shutil.chown(folder / "clo.log", "www-data", "www-data")
    with concurrent.futures.ThreadPoolExecutor(8) as crowd:
        list(crowd.map(knock, range(8)))
    files = sorted(file.name for file in folder.iterdir())
    assert files == ["clo.log", "clo.log.1", "clo.log.verrou"]
    assert (folder / "clo.log.1").stat().st_size >= 1_000_000
    lines = "".join((folder / name).read_text() for name in files[:2]).splitlines()
    assert [line for line in lines if not LINE.match(line)] == []
    assert sum(" access-link-refused " in line for line in lines) == 120
    assert "clo 20" not in site.log(), "the web server's log has none of them"


def test_a_log_that_cannot_be_written_goes_to_the_web_servers(fresh_site):
    site = fresh_site("cgi", CLO_LOG="/nulle/part/clo.log")
    assert site.visitor().get("/compte-client/acces/" + "A" * 43).status_code == 404
    assert "access-link-refused" in site.log()


@pytest.mark.parametrize(("key", "value"), [("CLO_LOG_SIZE", "0"), ("CLO_LOG_KEEP", "beaucoup")])
def test_limits_that_are_none_are_refused(apache_site, tmp_path, key, value):
    done = apache_site.tool("doctor", configuration=with_line(apache_site, key, value))
    assert done.returncode == 1 and f"{key} doit être un nombre" in done.stdout


def with_line(site, key, value):
    file = site.data / "files" / "essai.conf"
    file.write_text((site.data / "clo.conf").read_text() + f"\n{key} = {value}\n")
    file.chmod(0o644)
    return file
