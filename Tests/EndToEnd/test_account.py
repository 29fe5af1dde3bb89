"""A client's own space: home, details by CLO's policy, contracts, the archive of his data, the request of erasure."""

import datetime
import io
import json
import os
import re
import time
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

from support.browsing import serious_findings, sideways, sign_in, small_targets
from support.demonstration import ADMIN, JULIE, MARTIN, SOPHIE
from support.site import one_for_each_front, wait_until
from support.visitor import readable

HOME = "/compte-client/"
DETAILS = "/compte-client/informations"
CONTRACTS = "/compte-client/contrats"
DATA = "/compte-client/mes-donnees"
DEMO = Path(__file__).resolve().parents[2] / "demo"


@pytest.fixture(scope="module")
def servers(scratch, prepared):
    """Of this file alone: what a client finds on his pages is counted here."""
    folder = scratch / "compte"
    folder.mkdir(mode=0o755)
    with one_for_each_front(prepared, folder) as server:
        yield server


@pytest.fixture
def details_site(apache_site):
    """Martin's details, the policy and what was recorded of both are put back afterwards."""
    with apache_site.database() as database:
        database.execute("SELECT * FROM account WHERE identifier = 'martin.dupont'")
        before = database.fetchone()
    yield apache_site
    columns = ("first_name", "last_name", "city", "postal_code", "phone", "mobile", "email")
    with apache_site.database() as database:
        assignments = ", ".join(f"{column} = %s" for column in columns)
        values = [before[column] for column in columns]
        database.execute(f"UPDATE account SET {assignments} WHERE id = %s", [*values, before["id"]])
        database.execute("DELETE FROM detail_change")
        database.execute("DELETE FROM setting WHERE name LIKE 'champ%%'")


def set_policy(site, **levels):
    with site.database() as database:
        for field, level in levels.items():
            database.execute(
                "REPLACE INTO setting (name, value, changed_at) VALUES (%s, %s, UTC_TIMESTAMP(3))",
                (f"champ_{field}", level),
            )


def account_of(site, identifier):
    with site.database() as database:
        database.execute("SELECT * FROM account WHERE identifier = %s", (identifier,))
        return database.fetchone()


def changes_of(site, identifier):
    with site.database() as database:
        database.execute(
            "SELECT d.* FROM detail_change d JOIN account a ON a.id = d.account_id WHERE a.identifier = %s ORDER BY d.id",
            (identifier,),
        )
        return database.fetchall()


# Home


def test_home_tells_the_last_news_of_each_sheet_and_the_rest_at_a_glance(site):
    martin = site.visitor(MARTIN)
    assert martin.path == HOME
    cards = [readable(card) for card in martin.all("a.fiche")]
    assert len(cards) == 2 and all("Dernière publication, n°" in card and "«" in card for card in cards)
    contracts = [readable(link) for link in martin.all(".accueil-contrats > li > a")]
    assert contracts[0] == "Devis accepté n° 2026-118" and len(contracts) == 3
    assert "martin.dupont@example.fr" in martin.text(".details-apercu")
    assert "Sophie" not in martin.text()


def test_the_bar_leads_to_every_place_and_says_where_one_is(apache_site):
    martin = apache_site.visitor(MARTIN)
    places = [(readable(link), link["href"]) for link in martin.all(".clo-onglets a")]
    assert [name for name, _ in places] == ["Chantiers", "Contrats", "Informations", "Sécurité"]
    for name, address in places:
        martin.get(address)
        assert martin.status == 200 and martin.text(".clo-onglets [aria-current]") == name


def test_the_clients_space_is_not_the_employees(apache_site):
    for account in (JULIE, ADMIN):
        visitor = apache_site.visitor(account)
        for address in (DETAILS, NOTICES, CONTRACTS, DATA, f"{DATA}/archive", f"{DATA}/effacement"):
            assert visitor.get(address).status_code == 403, address


# Details (S3)


def test_a_change_is_recorded_who_when_what_and_shown_to_its_author(details_site):
    martin = details_site.visitor(MARTIN)
    martin.get(DETAILS)
    # As it stands in the demonstration, and as people write it.
    assert martin.one("#mobile")["value"].replace("\xa0", " ") == "06 39 98 21 64"
    martin.submit("form.details", mobile="06.39.98.21.65", telephone="")
    assert martin.status == 200 and martin.path == DETAILS
    assert martin.text(".avis") == "Vos informations sont enregistrées."
    assert "Mobile" in martin.text(".historique") and "par vous" in martin.text(".historique")

    account = account_of(details_site, "martin.dupont")
    assert account["mobile"] == "+33639982165" and account["phone"] is None
    changes = {each["field"]: each for each in changes_of(details_site, "martin.dupont")}
    assert set(changes) == {"mobile", "telephone"}
    assert changes["mobile"]["old_value"] == "06 39 98 21 64" and changes["mobile"]["new_value"] == "+33639982165"
    assert changes["mobile"]["changed_by"] == account["id"] and changes["mobile"]["seen_at"] is None
    age = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None) - changes["mobile"]["changed_at"]
    assert abs(age.total_seconds()) < 60
    martin.get(DETAILS)
    assert not martin.all(".avis"), "said once"


def test_a_form_sent_unchanged_or_twice_records_nothing_more(details_site):
    martin = details_site.visitor(MARTIN)
    martin.get(DETAILS)
    form = martin.form("form.details")
    untouched = martin.fields(form)
    martin.post(DETAILS, data=untouched)
    assert martin.status == 200 and not changes_of(details_site, "martin.dupont")
    changed = [(name, "02 61 91 40 18" if name == "telephone" else value) for name, value in untouched]
    for _ in range(2):
        martin.post(DETAILS, data=changed)
        assert martin.status == 200
    assert len(changes_of(details_site, "martin.dupont")) == 1


@pytest.mark.parametrize(
    "field, typed, sentence",
    [
        ("telephone", "bonjour", "Ce numéro ne peut pas être lu"),
        ("mobile", "02 61 91 40 17", "n’est pas celui d’un mobile"),
        ("courriel", "martin.dupont", "adresse de courriel est incomplète"),
        ("courriel", "a@b.fr\r\nBcc: x@y.fr", "adresse de courriel est incomplète"),
        ("code_postal", "3500", None),
        ("code_postal", "35 0001", "cinq chiffres"),
        ("nom", "  ", "Indiquez le nom"),
        ("ville", "V" * 101, "trop long"),
    ],
)
def test_what_cannot_be_right_is_kept_and_explained(details_site, field, typed, sentence):
    set_policy(details_site, code_postal="modifiable", nom="modifiable", ville="modifiable")
    martin = details_site.visitor(MARTIN)
    martin.get(DETAILS)
    before = account_of(details_site, "martin.dupont")
    martin.submit("form.details", **{field: typed})
    if sentence is None:  # four digits are a postal code of another country
        assert martin.status == 200 and account_of(details_site, "martin.dupont")["postal_code"] == typed
        return
    assert martin.status == 422 and sentence in martin.text(f"#{field}-erreur")
    control = martin.one(f"#{field}")
    assert control["value"].split() == typed.split() and control["aria-invalid"] == "true"
    assert martin.one(f'.bilan-erreurs a[href="#{field}"]')
    assert account_of(details_site, "martin.dupont") == before and not changes_of(details_site, "martin.dupont")


def test_cross_site_scripts_in_details_stay_text(details_site):
    set_policy(details_site, ville="modifiable")
    martin = details_site.visitor(MARTIN)
    martin.get(DETAILS)
    martin.submit("form.details", ville="\"><script>alert(1)</script>")
    for address in (DETAILS, HOME, "/compte-client/fiches/CH-2026-001"):
        martin.get(address)
        assert "<script>alert" not in martin.response.text and "<script>alert(1)</script>" in martin.text()


def test_the_policy_decides_field_by_field(details_site):
    set_policy(details_site, telephone="masque", mobile="visible", ville="modifiable")
    martin = details_site.visitor(MARTIN)
    for address in (HOME, DETAILS):
        martin.get(address)
        assert "02 61 91 40 17" not in martin.response.text.replace("\xa0", " "), "hidden"
        assert "06 39 98 21 64" in martin.text(), "visible"
    names = {name for name, _ in martin.fields("form.details")}
    assert {"ville", "courriel"} <= names and not {"telephone", "mobile", "nom"} & names


@pytest.mark.parametrize("field, typed", [("nom", "Durand"), ("telephone", "02 61 91 40 19"), ("is_administrator", "1")])
def test_a_field_that_clo_keeps_cannot_be_forged(details_site, field, typed):
    """ASVS 4.1.2, 5.1.2"""
    set_policy(details_site, telephone="masque")
    martin = details_site.visitor(MARTIN)
    before = account_of(details_site, "martin.dupont")
    martin.get(DETAILS)
    martin.submit("form.details", extra={field: typed, f"avant:{field}": ""})
    assert martin.status == (200 if field == "is_administrator" else 422)
    assert account_of(details_site, "martin.dupont") == before and not changes_of(details_site, "martin.dupont")


def test_what_clo_writes_meanwhile_is_not_overwritten_unseen(details_site):
    """S8: no write overwrites another silently"""
    martin = details_site.visitor(MARTIN)
    martin.get(DETAILS)
    with details_site.database() as database:
        database.execute("UPDATE account SET mobile = '+33639982111' WHERE identifier = 'martin.dupont'")
    martin.submit("form.details", mobile="06 39 98 21 22", courriel="martin@example.fr")
    assert martin.status == 422 and "06 39 98 21 11" in martin.text("#mobile-erreur")
    assert martin.one("#mobile")["value"] == "06 39 98 21 22", "what was typed stays"
    assert account_of(details_site, "martin.dupont")["email"] == "martin.dupont@example.fr", "all or nothing"
    martin.submit("form.details")
    account = account_of(details_site, "martin.dupont")
    assert (account["mobile"], account["email"]) == ("+33639982122", "martin@example.fr")


def test_another_field_that_clo_writes_meanwhile_is_left_alone(details_site):
    martin = details_site.visitor(MARTIN)
    martin.get(DETAILS)
    with details_site.database() as database:
        database.execute("UPDATE account SET mobile = '+33639982111' WHERE identifier = 'martin.dupont'")
    martin.submit("form.details", courriel="martin@example.fr")
    assert martin.status == 200
    account = account_of(details_site, "martin.dupont")
    assert (account["mobile"], account["email"]) == ("+33639982111", "martin@example.fr")


def test_a_new_name_is_on_the_sheets_at_once(details_site):
    """Rendered publications are kept by revision: those that show the name get a new one."""
    set_policy(details_site, nom="modifiable")
    martin = details_site.visitor(MARTIN)
    root = martin.open_sheet(MARTIN, "CH-2026-001")
    before = int(root["data-revision"])
    assert "Martin Dupont" in martin.text(".publications")
    martin.get(DETAILS)
    martin.submit("form.details", nom="Dupont-Lévy")
    root = martin.open_sheet(MARTIN, "CH-2026-001")
    assert int(root["data-revision"]) == before + 1
    assert "Martin Dupont-Lévy" in martin.text(".publications")
    assert not re.search(r"Martin Dupont(?!-)", martin.text(".publications"))
    julie = details_site.visitor(JULIE)
    julie.open_sheet(JULIE, "CH-2026-001")
    assert "Martin Dupont-Lévy" in julie.text(".publications")
    martin.get(DETAILS)
    martin.submit("form.details", nom="Dupont")


def test_details_survive_a_session_that_ended(details_site):
    """B4"""
    martin = details_site.visitor(MARTIN)
    martin.get(DETAILS)
    fields = [(name, "06 39 98 21 33" if name == "mobile" else value) for name, value in martin.fields("form.details")]
    with details_site.database() as database:
        database.execute("DELETE FROM session")
    martin.post(DETAILS, data=fields)
    assert martin.status == 401
    martin.submit("form.form-connexion", identifiant="martin.dupont", mot_de_passe="demonstration-clo")
    martin.submit("form.form-conserve")
    assert martin.status == 200 and account_of(details_site, "martin.dupont")["mobile"] == "+33639982133"


@pytest.mark.parametrize("field, typed", [("courriel", "martin@example.fr"), ("mobile", "06 39 98 21 66")])
def test_a_new_way_to_reach_him_asks_for_the_password_again_and_keeps_what_was_typed(details_site, field, typed):
    """ASVS 3.7.1: with the e-mail address goes the forgotten password"""
    martin = details_site.visitor(MARTIN)
    with details_site.database() as database:
        database.execute("UPDATE session SET authenticated_at = UTC_TIMESTAMP(3) - INTERVAL 16 MINUTE")
    before = account_of(details_site, "martin.dupont")
    column = {"courriel": "email", "mobile": "mobile"}[field]
    martin.get(DETAILS)
    martin.submit("form.details", **{field: "n’importe quoi"})
    assert martin.status == 422, "what cannot be right is said first"
    martin.get(DETAILS)
    martin.submit("form.details", telephone="02 61 91 40 20", **{field: typed})
    assert martin.status == 401 and "Confirmez que c’est bien vous" in martin.text("h1")
    assert account_of(details_site, "martin.dupont") == before, "nothing is written yet"
    martin.submit("form.form-identite", mot_de_passe="pas le bon mot de passe")
    assert martin.status == 422 and account_of(details_site, "martin.dupont") == before
    martin.submit("form.form-identite", mot_de_passe=MARTIN.password)
    martin.submit("form.form-conserve")
    assert martin.path == DETAILS and "enregistrées" in martin.text(".avis")
    account = account_of(details_site, "martin.dupont")
    assert account["phone"] == "+33261914020" and account[column] != before[column]


def test_other_details_change_without_the_password(details_site):
    martin = details_site.visitor(MARTIN)
    with details_site.database() as database:
        database.execute("UPDATE session SET authenticated_at = UTC_TIMESTAMP(3) - INTERVAL 16 MINUTE")
    martin.get(DETAILS)
    martin.submit("form.details", telephone="02 61 91 40 21")
    assert martin.status == 200 and account_of(details_site, "martin.dupont")["phone"] == "+33261914021"


# Notifications (S3, S16)

NOTICES = "/compte-client/notifications"


def test_one_chooses_how_to_be_told_and_it_is_recorded(details_site):
    martin = details_site.visitor(MARTIN)
    martin.get(DETAILS)
    assert "Par courriel, aussitôt" in martin.text(".details-notifications")
    martin.follow("Choisir comment je suis prévenu")
    martin.submit("form.details", courriel="1", rythme="resume", heure="19")
    assert martin.path == NOTICES and "Votre choix est enregistré" in martin.text(".avis")
    martin.get(DETAILS)
    assert "Par courriel, dans un résumé à 19 h" in martin.text(".details-notifications")
    (change,) = changes_of(details_site, "martin.dupont")
    assert (change["field"], change["new_value"]) == ("notifications", "Par courriel, dans un résumé à 19\xa0h")
    martin.get(NOTICES)
    martin.submit("form.details", courriel=None, rythme="aussitot")
    martin.get(DETAILS)
    assert "Aucun message" in martin.text(".details-notifications")
    martin.get(NOTICES)
    martin.submit("form.details", courriel="1")


def test_the_policy_closes_or_hides_the_choice(details_site):
    martin = details_site.visitor(MARTIN)
    martin.get(NOTICES)
    fields = martin.fields("form.details")
    set_policy(details_site, notifications="visible")
    martin.get(NOTICES)
    assert martin.status == 200 and not martin.all("form.details")
    assert martin.post(NOTICES, data=fields).status_code == 403
    set_policy(details_site, notifications="masque")
    assert martin.get(NOTICES).status_code == 404
    martin.get(DETAILS)
    assert not martin.all(".details-notifications")


# Contracts (S4)


def contract_links(visitor):
    """(title, address to read, address to save) of each contract on the page."""
    visitor.get(CONTRACTS)
    return [
        (readable(each.select_one("h2")), *(link["href"] for link in each.select(".contrat-gestes a")))
        for each in visitor.all("li.contrat")
    ]


def test_contracts_are_listed_the_latest_first_with_what_one_needs_to_choose(apache_site):
    martin = apache_site.visitor(MARTIN)
    titles = [title for title, *_ in contract_links(martin)]
    assert titles == ["Devis accepté n° 2026-118", "Avenant n° 1 : poêle à bois", "Devis accepté n° 2026-031"]
    last = readable(martin.all("li.contrat")[2])
    assert "Signé le" in last and "Chantier CH-2026-001" in last and "PDF, 2 pages, 2,1 ko" in last
    sophie = apache_site.visitor(SOPHIE)
    assert [title for title, *_ in contract_links(sophie)] == ["Marché de travaux n° 2025-077"]


def test_without_contracts_the_page_says_what_will_come(fresh_site):
    site = fresh_site("cgi")
    with site.database() as database:
        database.execute("DELETE FROM contract")
    martin = site.visitor(MARTIN)
    assert "apparaîtront ici" in martin.text()
    martin.get(CONTRACTS)
    assert "Aucun contrat pour l’instant" in martin.text(".vide")


def test_a_contract_is_read_in_the_browser_or_saved_under_its_french_name(site):
    martin = site.visitor(MARTIN)
    _, read, save = contract_links(martin)[1]
    original = (DEMO / "contrats" / "avenant-longere.pdf").read_bytes()
    for address, kind in ((read, "inline"), (save, "attachment")):
        answer = martin.get(address)
        assert answer.status_code == 200 and answer.content == original
        headers = answer.headers
        assert headers["Content-Type"] == "application/pdf" and headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-cache" and headers["Accept-Ranges"] == "bytes"
        # Apache makes up the length of plain CGI's answers itself, or does without.
        assert int(headers.get("Content-Length", len(original))) == len(original)
        assert site.front == "cgi" or "Content-Length" in headers
        disposition = headers["Content-Disposition"]
        assert disposition.startswith(f'{kind}; filename="Avenant no 1 - poele a bois - CH-2026-001 - ')
        name = unquote(disposition.partition("filename*=UTF-8''")[2]).replace("\xa0", " ")
        assert re.fullmatch(r"Avenant n° 1 - poêle à bois - CH-2026-001 - \d{4}-\d\d-\d\d\.pdf", name)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src" not in policy
        assert ("sandbox" in policy) == (kind == "attachment")
    head = martin.request("HEAD", read)
    assert head.status_code == 200 and not head.content


def test_a_download_goes_on_where_it_stopped(site):
    martin = site.visitor(MARTIN)
    _, read, _ = contract_links(martin)[2]
    whole = martin.get(read)
    tag = whole.headers["ETag"]
    size = len(whole.content)
    part = martin.get(read, headers={"Range": "bytes=1000-", "If-Range": tag})
    assert part.status_code == 206 and part.content == whole.content[1000:]
    assert part.headers["Content-Range"] == f"bytes 1000-{size - 1}/{size}"
    assert martin.get(read, headers={"Range": "bytes=-10"}).content == whole.content[-10:]
    beyond = martin.get(read, headers={"Range": f"bytes={size}-"})
    assert beyond.status_code == 416 and beyond.headers["Content-Range"] == f"bytes */{size}"
    assert martin.get(read, headers={"Range": "bytes=5-9", "If-Range": '"autre"'}).status_code == 200
    again = martin.get(read, headers={"If-None-Match": tag})
    assert again.status_code == 304 and not again.content


def test_a_contract_is_its_clients_and_nobody_elses(site):
    martin, sophie, stranger = site.visitor(MARTIN), site.visitor(SOPHIE), site.visitor()
    for _, *addresses in contract_links(martin):
        for address in addresses:
            missing = sophie.get(re.sub(r"/contrats/[^/]+", "/contrats/AAAAAAAAAAAAAAAAAAAAAAAA", address))
            other = sophie.get(address)
            assert (other.status_code, missing.status_code) == (404, 404)
            assert strip(other.text) == strip(missing.text), "a refusal does not tell whether it exists"
            answer = stranger.get(address, allow_redirects=False)
            assert answer.status_code == 303 and "/connexion" in answer.headers["Location"]
    assert site.visitor(JULIE).get(contract_links(martin)[0][1]).status_code == 403, "employees have a door of theirs"


def strip(text):
    return re.sub(r'value="[^"]*"', "", text)


def test_a_contract_whose_file_is_gone_is_an_error_that_the_log_explains(fresh_site):
    site = fresh_site("apache")
    martin = site.visitor(MARTIN)
    _, read, _ = contract_links(martin)[0]
    for file in (Path(site.configuration["CLO_DATA"]) / "contrats").iterdir():
        file.unlink()
    martin.get(read)
    assert martin.status == 500 and martin.one("code")
    assert "no such file in the data folder" in site.log() and "/contrats/" not in martin.text()


# Data (RGPD)


def prepared_archive(visitor):
    """Has the archive made, waits for it, and fetches it."""
    visitor.get(DATA)
    visitor.submit("form.form-archive")

    def is_ready():
        visitor.get(DATA)
        return visitor.all("#archive a.principal")

    link = wait_until(is_ready, "the archive is ready")
    answer = visitor.follow(link[0])
    assert answer.status_code == 200, answer.status_code
    return answer


def test_the_archive_holds_all_that_is_kept_of_him_and_nothing_of_others(site):
    martin = site.visitor(MARTIN)
    martin.open_sheet(MARTIN, "CH-2026-002")
    martin.submit("form.form-commentaire", texte="Écrit pour l’archive")
    answer = prepared_archive(martin)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert 'attachment; filename="CLO - donnees de Martin Dupont' in answer.headers["Content-Disposition"]

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    names = archive.namelist()
    assert len(names) == len(set(names))
    assert {"LISEZ-MOI.txt", "informations.json", "journal.json", "contrats.json"} <= set(names)
    assert sum(name.startswith("contrats/") for name in names) == 3
    assert {name.split("/")[1] for name in names if name.startswith("fiches/")} == set(MARTIN.sheets)

    himself = json.loads(archive.read("informations.json"))
    assert himself["identifiant"] == "martin.dupont"
    assert himself["informations"]["courriel"] == "martin.dupont@example.fr" and himself["sessions"]
    sheet = json.loads(archive.read("fiches/CH-2026-001/fiche.json"))
    assert sheet["chantier"] == "CH-2026-001"
    numbers = [each["numero"] for each in sheet["publications"]]
    assert len(numbers) >= 25 and len(set(numbers)) == len(numbers)
    for publication in sheet["publications"]:
        for photo in publication["photos"]:
            assert archive.read(f"fiches/CH-2026-001/{photo['fichier']}")[:2] == b"\xff\xd8"
    other = json.loads(archive.read("fiches/CH-2026-002/fiche.json"))
    comments = [comment["texte"] for each in other["publications"] for comment in each["commentaires"]]
    assert "Écrit pour l’archive" in comments
    journal = json.loads(archive.read("journal.json"))
    assert any(line["par"] == "vous" for line in journal)
    contracts = json.loads(archive.read("contrats.json"))
    assert all(archive.read(each["fichier"]).startswith(b"%PDF") for each in contracts)
    everything = b"".join(archive.read(name) for name in names if name.endswith((".json", ".txt"))).decode()
    assert "sophie" not in everything.lower() and "scrypt" not in everything


def test_the_archive_is_fetched_in_parts_and_by_its_owner_only(apache_site):
    martin = apache_site.visitor(MARTIN)
    whole = prepared_archive(martin)
    part = martin.get(f"{DATA}/archive", headers={"Range": "bytes=100-199", "If-Range": whole.headers["ETag"]})
    assert part.status_code == 206 and part.content == whole.content[100:200]
    sophie = apache_site.visitor(SOPHIE)
    assert sophie.get(f"{DATA}/archive", allow_redirects=False).status_code == 303, "she has none"
    answer = apache_site.visitor().get(f"{DATA}/archive", allow_redirects=False)
    assert answer.status_code == 303 and "/connexion" in answer.headers["Location"]
    with apache_site.database() as database:
        database.execute("SELECT COUNT(*) AS n FROM journal WHERE kind = 'donnees_exportees'")
        assert database.fetchone()["n"] >= 1


def test_an_archive_lasts_a_day(apache_site):
    martin = apache_site.visitor(MARTIN)
    prepared_archive(martin)
    folder = Path(apache_site.configuration["CLO_DATA"]) / "donnees"
    file = folder / f"{account_of(apache_site, 'martin.dupont')['id']}.zip"
    assert file.stat().st_mode & 0o777 == 0o640
    yesterday = time.time() - 25 * 3600
    os.utime(file, (yesterday, yesterday))
    assert martin.get(f"{DATA}/archive", allow_redirects=False).status_code == 303
    martin.get(DATA)
    assert martin.text("#archive") == "Préparer l’archive"
    assert apache_site.tool("purge").returncode == 0
    assert not file.exists()


def test_an_archive_that_fails_says_so_and_can_be_tried_again(fresh_site):
    site = fresh_site("apache")
    martin = site.visitor(MARTIN)
    contracts = sorted((Path(site.configuration["CLO_DATA"]) / "contrats").iterdir())
    kept = {file: file.read_bytes() for file in contracts}
    for file in contracts:
        file.unlink()
        file.mkdir()
    martin.get(DATA)
    martin.submit("form.form-archive")
    wait_until(lambda: martin.get(DATA) and martin.all("#archive .erreur"), "the failure is told")
    assert "archive-failed" in site.log() or "Is a directory" in site.log()
    leftovers = [file for file in (Path(site.configuration["CLO_DATA"]) / "donnees").iterdir() if "partial" in file.name]
    assert not leftovers
    for file, content in kept.items():
        file.rmdir()
        file.write_bytes(content)
    archive = zipfile.ZipFile(io.BytesIO(prepared_archive(martin).content))
    assert archive.testzip() is None


def test_the_tool_makes_the_same_archive_for_who_asks_by_letter(apache_site, scratch):
    folder = Path(apache_site.configuration["CLO_DATA"]) / "donnees"
    out = folder / "courrier.zip"
    prepared_archive(apache_site.visitor(SOPHIE))
    done = apache_site.tool("archive", "--client", "sophie.bernard", "--out", str(out))
    assert done.returncode == 0, done.stderr
    archive = zipfile.ZipFile(out)
    assert archive.testzip() is None and "fiches/CH-2026-003/fiche.json" in archive.namelist()
    assert len(json.loads(archive.read("fiches/CH-2026-003/fiche.json"))["publications"]) >= 120
    out.unlink()
    for wrong in (["--client", "julie.moreau"], ["--client", "personne"], ["--compte", "999999"], []):
        assert apache_site.tool("archive", *wrong, "--out", str(out)).returncode != 0
    assert not out.exists()


def test_erasure_is_asked_for_once_and_can_be_withdrawn(apache_site):
    sophie = apache_site.visitor(SOPHIE)
    sophie.get(DATA)
    sophie.follow("Demander l’effacement")
    page = sophie.text()
    assert "Seront effacés" in page and "Doivent être conservés" in page and "dix ans" in page
    sophie.submit("form[action$=effacement]", motif="M" * 1001)
    assert sophie.status == 422 and "trop long" in sophie.text("#motif-erreur")
    assert len(sophie.one("#motif").get_text()) == 1001, "what was typed stays"
    form = sophie.form("form[action$=effacement]")
    fields = [(name, "Travaux finis" if name == "motif" else value) for name, value in sophie.fields(form)]
    for _ in range(2):
        sophie.post(f"{DATA}/effacement", data=fields)
        assert sophie.path == DATA and "entre les mains de CLO" in sophie.text()
    with apache_site.database() as database:
        database.execute("SELECT * FROM erasure_request")
        requests = database.fetchall()
    assert [each["reason"] for each in requests] == ["Travaux finis"] and requests[0]["outcome"] is None
    assert sophie.get(f"{DATA}/effacement").url.endswith(DATA), "it is asked already"
    sophie.submit("form[action$=retirer]")
    assert "Votre demande est retirée" in sophie.text(".avis")
    assert sophie.get(f"{DATA}/effacement").status_code == 200


def test_a_refused_erasure_shows_clos_answer(apache_site):
    with apache_site.database() as database:
        database.execute(
            """
            INSERT INTO erasure_request (account_id, requested_at, handled_at, outcome, answer)
            SELECT id, UTC_TIMESTAMP(3) + INTERVAL 1 DAY, UTC_TIMESTAMP(3) + INTERVAL 1 DAY, 'refused',
                   'Les travaux <en cours> en ont besoin.'
            FROM account WHERE identifier = 'martin.dupont'
            """
        )
    martin = apache_site.visitor(MARTIN)
    martin.get(DATA)
    assert "Les travaux <en cours> en ont besoin." in martin.text("blockquote") and "CNIL" in martin.text()
    with apache_site.database() as database:
        database.execute("DELETE FROM erasure_request WHERE outcome = 'refused'")


# Looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_state_of_the_pages_can_be_read_and_touched(page, details_site, width, scheme):
    """B8. The pages that an address alone opens are looked at in test_browser.py."""
    view = sign_in(page(details_site, width, color_scheme=scheme, reduced_motion="reduce"), MARTIN)
    for earlier in (Path(details_site.configuration["CLO_DATA"]) / "donnees").glob("*"):
        earlier.unlink()
    problems = []

    def look(what):
        problems.extend(serious_findings(view, what))
        problems.extend(f"{what}: small target {each}" for each in small_targets(view) if width == 360)
        problems.extend(f"{what}: {each}" for each in sideways(view) if width == 360)

    def press(name):
        view.get_by_role("button", name=name).click()

    view.goto(DETAILS)
    view.get_by_label(re.compile("^Mobile")).fill("bonjour")
    press("Enregistrer")
    view.locator(".bilan-erreurs").wait_for()
    look("a field that is wrong")
    view.get_by_label(re.compile("^Mobile")).fill("06 39 98 21 71")
    press("Enregistrer")
    view.locator(".avis").wait_for()
    look("details that were saved, with their history")
    set_policy(details_site, **{field: "visible" for field in ("telephone", "mobile", "courriel", "notifications")})
    view.goto(DETAILS)
    look("details that are only read")
    view.goto(NOTICES)
    look("notices that are only read")

    view.goto(DATA)
    press("Préparer l’archive")
    view.locator("#archive a.principal").wait_for()
    look("an archive that is ready")
    view.goto(f"{DATA}/effacement")
    view.locator("#motif").evaluate("area => area.removeAttribute('maxlength')")
    view.locator("#motif").fill("M" * 1001)
    press("Envoyer ma demande")
    view.locator("#motif-erreur").wait_for()
    look("a reason that is too long")
    view.locator("#motif").fill("Travaux finis")
    press("Envoyer ma demande")
    view.get_by_text("entre les mains de CLO").wait_for()
    look("an erasure that was asked for")
    press("Retirer ma demande")
    view.locator(".avis").wait_for()
    assert not problems, "\n".join(problems)
