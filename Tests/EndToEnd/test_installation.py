"""`/admin/installation`: from an empty database to the signed-in administrator, without a shell; then closed for good."""

import concurrent.futures
import re
import shutil
import time

import pytest

from support.browsing import serious_findings, sideways, small_targets
from support.demonstration import ADMIN
from support.mail import plain_mail_server
from support.site import REPOSITORY, one_for_each_front

KEY = "une-cle-tiree-au-hasard-4711"
PASSWORD = "les grues dorment debout la nuit"
PERSON = {"prenom": "Julie", "nom": "Moreau", "courriel": "julie.moreau@clo.example", "identifiant": "julie.moreau",
          "nouveau_mot_de_passe": PASSWORD, "nouveau_mot_de_passe_encore": PASSWORD}  # fmt: skip
PAGE = "/admin/installation"
LETTER = f"form[action='{PAGE}/lettre#essai-courriel']"
LAST_STEP = f"form[action='{PAGE}/administrateur']"


@pytest.fixture(scope="module")
def unpacked(scratch, prepared):
    """One site for each front, that the tests of this file empty again and again."""
    folder = scratch / "installation"
    folder.mkdir(mode=0o755)
    with one_for_each_front(prepared, folder) as server:
        yield server


@pytest.fixture
def empty_site(unpacked):
    """A site as it is after unpacking: programs, `clo.conf`, a database without tables, a data folder without files."""
    emptied = []

    def make(front="apache", **settings):
        site = unpacked(front)
        file = site.data / "clo.conf"
        emptied.append((file, file.read_text()))
        with file.open("a") as configuration:
            configuration.writelines(f"{key} = {value}\n" for key, value in ({"CLO_INSTALLATION_KEY": KEY} | settings).items())
        with site.administrator(database=None) as database:
            database.execute("DROP DATABASE clo")
            database.execute("CREATE DATABASE clo CHARACTER SET utf8mb4")
        for path in (site.data / "files").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        # Those that run have read the former file. mod_fcgid answers 500 to whoever meets one that it still counts on.
        for _ in range(len(site.kill_workers()) + 1):
            site.visitor().get(PAGE)
        return site

    yield make
    for file, text in emptied:
        file.write_text(text)


def with_key(site):
    visitor = site.visitor()
    visitor.get(PAGE)
    visitor.submit("form.form-bureau", cle=KEY)
    assert visitor.status == 200 and visitor.path == PAGE, visitor.text()
    return visitor


def administrators(site):
    with site.database() as database:
        database.execute("SELECT identifier FROM account WHERE is_administrator = 1")
        return [row["identifier"] for row in database.fetchall()]


def states(visitor):
    """What the page says of the host: the state of each subject."""
    rows = (row.select("th, td") for row in visitor.all("table.liste tbody tr"))
    return {cells[0].get_text(): cells[1].get_text() for cells in rows}


@pytest.mark.parametrize("front", ["apache", "cgi", "nginx"])
def test_the_whole_way_to_the_signed_in_administrator(empty_site, front):
    site = empty_site(front)
    visitor = with_key(site)
    found = states(visitor)
    assert found["Processus fils"] == "Bien" and found["Données"] == "Bien" and found["Photos"] == "Bien", found
    assert found["HTTPS"] == "À corriger", "this page came in clear"
    mode = next(row for row in visitor.all("table.liste tbody tr") if row.th.get_text() == "Mode").get_text()
    assert ("un processus par page" in mode) == (front == "cgi") and ("FastCGI." in mode) == (front != "cgi")
    assert not visitor.all(LAST_STEP), "there are no tables for an account yet"

    visitor.submit(f"form[action='{PAGE}/essai']")
    arrived = int(re.search(r"(\d+) octets sont arrivés entiers", visitor.text()).group(1))
    assert 130_048 < arrived <= 131_072

    assert "001_fondations.sql" in visitor.text()
    visitor.submit(f"form[action='{PAGE}/base']")
    assert visitor.status == 200 and "Toutes les tables sont là." in visitor.text()
    assert states(visitor)["Base de données"] == "Bien"

    visitor.submit(LAST_STEP, **PERSON)
    assert visitor.path == "/admin/connexion" and visitor.status == 200
    assert administrators(site) == ["julie.moreau"]
    visitor.submit("form", identifiant="julie.moreau", mot_de_passe=PASSWORD)
    assert visitor.path == "/admin/" and visitor.get("/admin/administration").status_code == 200

    assert_closed(site)


def assert_closed(site):
    """With the key still in clo.conf, with a pass still good, with neither; after all accounts are gone as well."""
    for visitor in (site.visitor(), site.visitor()):
        for _ in range(2):
            for path in (PAGE, f"{PAGE}/essai", f"{PAGE}/lettre", f"{PAGE}/base", f"{PAGE}/administrateur"):
                data = {"cle": KEY} | PERSON
                assert visitor.post(path, data).status_code == 404, path
            assert visitor.get(PAGE).status_code == 404
        with site.database() as database:
            database.execute("UPDATE account SET is_administrator = 0")
        (site.data / "files" / "installation-terminee").unlink()
    assert visitor.get(PAGE).status_code == 404, "the database remembers by itself"
    site.stop_database()
    assert visitor.get(PAGE).status_code == 404, "the file remembers by itself"
    site.start_database()


def test_without_a_key_the_page_says_how_to_set_one_and_no_more(empty_site):
    site = empty_site(CLO_INSTALLATION_KEY="")
    visitor = site.visitor()
    assert visitor.get(PAGE).status_code == 200
    assert "CLO_INSTALLATION_KEY" in visitor.text() and "20 caractères" in visitor.text()
    assert not visitor.all("form") and str(site.data) not in visitor.response.text
    for key in ("", "x" * 40):
        assert visitor.post(PAGE, {"cle": key}).status_code == 200 and not visitor.all("form")


def test_a_key_that_is_too_short_is_none(empty_site):
    visitor = empty_site(CLO_INSTALLATION_KEY="k" * 19).visitor()
    visitor.get(PAGE)
    assert "20 caractères au moins" in visitor.text() and not visitor.all("form")


def test_wrong_keys_are_refused_slowed_down_and_not_logged(empty_site):
    site = empty_site("cgi")
    logged = len(site.log())
    visitor = site.visitor()
    visitor.get(PAGE)
    for number in range(5):
        visitor.submit("form.form-bureau", cle=f"marque-fausse-cle-numero-{number}")
        assert visitor.status == 403 and "Ce n’est pas la clé" in visitor.text()
        assert "marque-fausse" not in visitor.response.text
    visitor.submit("form.form-bureau", cle=KEY)
    assert visitor.status == 429, "the right one has to wait as well"
    assert not any(cookie.name == "clo_installation" for cookie in visitor.session.cookies)
    # The fifteen seconds have passed.
    tries = site.data / "files" / "installation-essais"
    network, failures, last = tries.read_text().split()
    tries.write_text(f"{network} {failures} {int(last) - 15_000}\n")
    visitor.submit("form.form-bureau", cle=KEY)
    assert visitor.status == 200 and "L’hébergement" in visitor.text()
    assert tries.read_text() == ""
    log = site.log()[logged:]
    assert log.count("installation-key-refused") == 5 and log.count("installation-key-accepted") == 1
    assert "marque-fausse" not in log and KEY not in log


def test_a_thousand_guesses_at_once_are_counted_one_by_one(empty_site):
    site = empty_site()
    visitors = [site.visitor() for _ in range(24)]
    for visitor in visitors:
        visitor.get(PAGE)

    def guess(visitor):
        return visitor.submit("form.form-bureau", cle="une-cle-devinee-au-hasard").status_code

    with concurrent.futures.ThreadPoolExecutor(24) as crowd:
        answers = list(crowd.map(guess, visitors))
    assert answers.count(403) == 5 and answers.count(429) == 19


def test_the_steps_need_the_key_and_a_form_of_ours(empty_site):
    site = empty_site()
    stranger = site.visitor()
    stranger.get(PAGE)
    forms = dict(stranger.fields("form.form-bureau"))
    for step in ("essai", "lettre", "base", "administrateur"):
        answer = stranger.post(f"{PAGE}/{step}", forms | PERSON)
        assert answer.status_code == 403 and stranger.all("#cle") and not stranger.all("table")
    for forged in ("0.AAAA", f"{2**62}." + "A" * 43, "9" * 30, ""):
        stranger.session.cookies.set("clo_installation", forged)
        assert stranger.get(PAGE).status_code == 200 and stranger.all("#cle")

    visitor = with_key(site)
    tokens = dict(visitor.fields(f"form[action='{PAGE}/base']"))
    for data, headers in (
        ({"rien": ""}, {}), (tokens | {"jeton": tokens["jeton"][::-1]}, {}), (tokens, {"Origin": "https://ailleurs.example"}),
        (tokens, {"Origin": "null"}),
    ):  # fmt: skip
        assert visitor.post(f"{PAGE}/base", data, headers=headers).status_code == 403
    with site.database() as database:
        database.execute("SHOW TABLES")
        assert not database.fetchall()


def test_what_is_wrong_with_the_administrator_is_said_beside_the_field(empty_site):
    visitor = with_key(empty_site())
    visitor.submit(f"form[action='{PAGE}/base']")
    for change, field in (
        ({"identifiant": "à"}, "identifiant"), ({"courriel": ""}, "courriel"), ({"nom": ""}, "nom"),
        ({"nouveau_mot_de_passe": "court"}, "nouveau_mot_de_passe"),
        ({"nouveau_mot_de_passe": "julie.moreau1234", "nouveau_mot_de_passe_encore": "julie.moreau1234"},
         "nouveau_mot_de_passe"),
        ({"nouveau_mot_de_passe_encore": "les grues dorment couchées"}, "nouveau_mot_de_passe_encore"),
    ):  # fmt: skip
        visitor.submit(LAST_STEP, **PERSON | change)
        assert visitor.status == 422 and visitor.one(f"#{field}-erreur"), field
        assert visitor.one("#prenom")["value"] == "Julie" and PASSWORD not in visitor.response.text
    visitor.submit(LAST_STEP, **PERSON)
    assert visitor.path == "/admin/connexion"


def of_mail(port):
    return {"CLO_URL": "https://www.clo.example", "CLO_MAIL": "smtp", "CLO_MAIL_FROM": "suivi@clo.example",
            "CLO_SMTP_HOST": "127.0.0.1", "CLO_SMTP_PORT": port, "CLO_SMTP_SECURITY": "aucune"}  # fmt: skip


@pytest.mark.parametrize("front", ["apache", "cgi"])
def test_a_trial_letter_is_sent_before_there_is_any_table(empty_site, front):
    with plain_mail_server() as server:
        visitor = with_key(empty_site(front, **of_mail(server.port)))
        visitor.submit(LETTER, lettre="claire")
        assert visitor.status == 422 and visitor.one("#lettre-erreur") and visitor.one("#lettre")["value"] == "claire"
        assert server.received == []
        visitor.submit(LETTER, lettre="claire.olivier@exemple.fr")
        assert visitor.status == 200 and "claire.olivier@exemple.fr" in visitor.text(".avis")
        (letter,) = server.received
        assert letter.recipients == ["claire.olivier@exemple.fr"] and "https://www.clo.example" in letter.plain
    visitor.submit(LETTER, lettre="claire.olivier@exemple.fr")
    assert "ne répond pas" in visitor.text(".erreur")


def test_without_mail_there_is_no_letter_to_send(empty_site):
    visitor = with_key(empty_site("cgi"))
    assert not visitor.all(LETTER) and "personne ne sera prévenu" in visitor.text()
    tokens = dict(visitor.fields(f"form[action='{PAGE}/base']"))
    visitor.post(f"{PAGE}/lettre", tokens | {"lettre": "claire.olivier@exemple.fr"})
    assert "personne ne sera prévenu" in visitor.text(), "and nobody is asked to send one"


@pytest.mark.parametrize("front", ["apache", "cgi"])
def test_of_many_who_finish_at_once_one_becomes_the_administrator(empty_site, front):
    site = empty_site(front)
    visitors = [with_key(site) for _ in range(6)]
    visitors[0].submit(f"form[action='{PAGE}/base']")
    for visitor in visitors:
        visitor.get(PAGE)

    def finish(numbered):
        number, visitor = numbered
        return visitor.submit(LAST_STEP, **PERSON | {"identifiant": f"personne.{number}"})

    with concurrent.futures.ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(finish, enumerate(visitors)))
    paths = [answer.url.removeprefix(site.url) for answer in answers]
    assert paths.count("/admin/connexion") == 1
    assert [answer.status_code for answer in answers].count(404) == 5
    assert len(administrators(site)) == 1


def test_two_who_prepare_the_base_at_once_prepare_it(empty_site):
    site = empty_site()
    visitors = [with_key(site) for _ in range(3)]
    with concurrent.futures.ThreadPoolExecutor(3) as crowd:
        list(crowd.map(lambda visitor: visitor.submit(f"form[action='{PAGE}/base']"), visitors))
    visitors[0].get(PAGE)
    if visitors[0].all(f"form[action='{PAGE}/base']"):  # one was in the other's way: the step is taken again
        visitors[0].submit(f"form[action='{PAGE}/base']")
    assert "Toutes les tables sont là." in visitors[0].text()


def test_a_base_that_was_half_prepared_is_taken_up(empty_site):
    site = empty_site()
    statement = (REPOSITORY / "sql" / "001_fondations.sql").read_text().split(";\n")[0]
    with site.database() as database:
        database.execute(re.sub(r"(?m)^--.*$", "", statement))
    visitor = with_key(site)
    assert "001_fondations.sql" in visitor.text()
    visitor.submit(f"form[action='{PAGE}/base']")
    assert "Toutes les tables sont là." in visitor.text()


def test_an_account_that_may_not_make_tables_is_told(empty_site):
    # Plain CGI: a connection that is open keeps the rights that it began with.
    site = empty_site("cgi")
    with site.administrator() as database:
        database.execute("REVOKE CREATE ON clo.* FROM clo@localhost")
    try:
        visitor = with_key(site)
        visitor.submit(f"form[action='{PAGE}/base']")
        assert visitor.status == 422 and "CREATE command denied" in visitor.text()
    finally:
        with site.administrator() as database:
            database.execute("GRANT CREATE ON clo.* TO clo@localhost")


@pytest.mark.parametrize("front", ["apache", "cgi"])
def test_the_database_that_is_away_is_said_and_comes_back(empty_site, front):
    site = empty_site(front)
    site.stop_database()
    visitor = with_key(site)
    assert "La base ne répond pas" in visitor.text() and states(visitor)["Base de données"] == "À corriger"
    assert site.configuration["CLO_DB_PASSWORD"] not in visitor.response.text
    site.start_database()
    visitor.get(PAGE)
    visitor.submit(f"form[action='{PAGE}/base']")
    assert "Toutes les tables sont là." in visitor.text()


def test_a_host_without_child_processes_is_told_and_can_be_installed(empty_site):
    site = empty_site(CLO_TOOL="/etc/hostname")
    visitor = with_key(site)
    assert states(visitor)["Processus fils"] == "À corriger" and "chmod 755" in visitor.text()
    visitor.submit(f"form[action='{PAGE}/base']")
    visitor.submit(LAST_STEP, **PERSON)
    assert administrators(site) == ["julie.moreau"]


def test_before_the_installation_every_page_says_that_it_will_open(empty_site):
    site = empty_site()
    visitor = site.visitor()
    for path in ("/compte-client/", "/compte-client/connexion", "/admin/connexion", "/admin/mot-de-passe-oublie"):
        answer = visitor.get(path)
        assert answer.status_code == 503 and "Bientôt ouvert" in visitor.text("h1"), path
        for secret in ("clo.conf", "installation", "MySQL", "MariaDB", "table", str(site.data)):
            assert secret not in visitor.text(), f"{path} tells of {secret}"
    visitor = with_key(site)
    visitor.submit(f"form[action='{PAGE}/base']")
    # Other processes believe for five seconds what they last read of the settings.
    time.sleep(5.1)
    assert site.visitor().get("/compte-client/connexion").status_code == 200


def test_an_administrator_of_the_command_line_closes_it_too(fresh_site):
    site = fresh_site(CLO_INSTALLATION_KEY=KEY)
    assert administrators(site) == [ADMIN.identifier]
    assert site.visitor().get(PAGE).status_code == 404


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_can_be_used_by_everybody(empty_site, page, width, tmp_path):
    site = empty_site()
    browser = page(site, width=width)

    def look(name):
        browser.screenshot(path=tmp_path / f"{width}-{name}.png", full_page=True)
        assert serious_findings(browser, name) == []
        assert sideways(browser) == []
        if width == 360:
            assert small_targets(browser) == []

    browser.goto(PAGE)
    look("cle")
    browser.fill("#cle", KEY)
    browser.get_by_role("button", name="Continuer").click()
    look("vide")
    browser.get_by_role("button", name="Préparer la base").click()
    browser.wait_for_selector("#prenom")
    look("base")
    browser.fill("#prenom", "Julie")
    browser.get_by_role("button", name="Créer l’administrateur").click()
    browser.wait_for_selector("#identifiant-erreur")
    look("erreurs")
