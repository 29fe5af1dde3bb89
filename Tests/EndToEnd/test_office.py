"""CLO's own desk: clients, worksites, contracts, employees, settings, journal and the law, as people without JavaScript
use it; in a browser only what a script adds, and what eyes and screen readers meet."""

import csv
import datetime
import io
import os
import re
import zlib

import pytest
from axe_playwright_python.sync_playwright import Axe

from support.demonstration import ADMIN, JULIE, MARTIN, SOPHIE, Account
from test_browser import sign_in, small_targets

PDF = "application/pdf"


@pytest.fixture
def julie(apache_site):
    return apache_site.visitor(JULIE)


@pytest.fixture
def admin(apache_site):
    return apache_site.visitor(ADMIN)


def unique(prefix):
    return f"{prefix}{os.urandom(4).hex()}"


def account_id(site, identifier):
    with site.database() as database:
        database.execute("SELECT id FROM account WHERE identifier = %s", (identifier,))
        return database.fetchone()["id"]


def add_client(visitor, last_name, first_name="Zoé", **fields):
    """Through the form; returns the page of the new client."""
    visitor.get("/admin/clients/nouveau")
    visitor.submit("form.form-bureau", nom=last_name, prenom=first_name, **fields)
    assert re.fullmatch(r"/admin/clients/\d+", visitor.path), visitor.text()
    return visitor.path


def pdf(catalog="", pages=1, padding=0):
    """A small true PDF. `catalog` goes into its catalogue; `padding` bytes that nothing can compress."""
    objects = [f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode()]
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects.append(f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode())
    objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/X {3 + pages} 0 R>>".encode()] * pages
    noise = os.urandom(padding)
    objects.append(b"<</Length %d>>\nstream\n" % len(noise) + noise + b"\nendstream")
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def png(width=60, height=30):
    """A drawing of one colour."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    rows = (b"\x00" + b"\x17\x50\x7a" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# Clients


def test_a_client_is_made_with_an_identifier_proposed_from_the_name(site):
    julie = site.visitor(JULIE)
    name = unique("Lefèvre")
    add_client(julie, name, ville="Rennes", telephone="02 99 00 00 00")
    assert f"zoe.{name.lower().replace('è', 'e')}" in julie.text()
    assert "02 99 00 00 00" in julie.text().replace("\xa0", " ")
    julie.get("/admin/clients")
    julie.submit("form.recherche", q=f"{name} rennes")
    assert name in julie.text("table.liste")


def test_a_refused_form_keeps_what_was_typed_and_points_at_the_field(julie):
    julie.get("/admin/clients/nouveau")
    julie.submit("form.form-bureau", nom="", prenom="Zoé", courriel="pas une adresse", ville="Brest")
    assert julie.status == 422
    assert julie.one("#ville")["value"] == "Brest" and julie.one("#courriel")["value"] == "pas une adresse"
    for field in ("nom", "courriel"):
        assert julie.one(f"#{field}")["aria-invalid"] == "true"
        assert julie.one(f"#{field}-erreur") and julie.one(f".bilan-erreurs a[href='#{field}']")


def test_somebody_who_looks_like_a_known_client_is_asked_about_first(julie):
    name = unique("Double")
    first = add_client(julie, name)
    julie.get("/admin/clients/nouveau")
    julie.submit("form.form-bureau", nom=name, prenom="Zoé")
    assert julie.status == 409 and julie.one(f".bilan-erreurs a[href='{first}']")
    julie.submit("form.form-bureau")
    assert julie.path != first and f"zoe.{name.lower()}2" in julie.text()


def test_a_form_sent_twice_makes_one_client(julie, apache_site):
    """B3"""
    name = unique("Echo")
    julie.get("/admin/clients/nouveau")
    form = julie.form("form.form-bureau")
    fields = dict(julie.fields(form)) | {"nom": name, "prenom": "Zoé", "identifiant": f"echo.{name.lower()}"}
    pages = [julie.post(form["action"], data=fields).url for _ in range(2)]
    assert pages[0] == pages[1]
    with apache_site.database() as database:
        database.execute("SELECT COUNT(*) AS n FROM account WHERE last_name = %s", (name,))
        assert database.fetchone()["n"] == 1


def test_a_printed_card_lets_a_client_in(site):
    """For clients without e-mail: code and QR code, shown once."""
    julie = site.visitor(JULIE)
    page = add_client(julie, unique("Carte"))
    identifier = julie.all(".fiche-details b")[0].get_text()
    julie.get(f"{page}/inviter")
    julie.submit(lambda form: form.find("input", value="carte") and form)
    assert julie.one("svg.qr") and julie.status == 200
    code = julie.all(".carte-acces-code")[1].get_text()
    newcomer = site.visitor()
    newcomer.get("/compte-client/premiere-connexion")
    password = "un mot de passe bien a moi"
    newcomer.submit(
        lambda form: form.select_one("[name=code]"), identifiant=identifier, code=code, nouveau_mot_de_passe=password
    )
    site.visitor().sign_in(Account(identifier, "compte-client"), password)
    julie.get(page)
    assert "Actif" in julie.text()


def test_a_suspended_client_is_out_at_once_and_comes_back(apache_site, julie):
    name = unique("Pause")
    page = add_client(julie, name)
    identifier = julie.all(".fiche-details b")[0].get_text()
    tool = apache_site.tool
    assert tool("user", "list").returncode == 0
    with apache_site.database() as database:
        database.execute(
            "UPDATE account a JOIN account m ON m.identifier = 'martin.dupont' SET a.password_hash = m.password_hash"
            " WHERE a.identifier = %s",
            (identifier,),
        )
    client = apache_site.visitor(Account(identifier, "compte-client"))
    julie.get(f"{page}/suspendre")
    assert "sessions ouvertes se ferment" in julie.text()
    julie.submit("form[method=post][action$=suspendre]")
    assert "suspendu" in julie.text(".avis")
    assert "/connexion" in client.get("/compte-client/").url
    julie.get(f"{page}/rouvrir")
    julie.submit("form[method=post][action$=rouvrir]")
    client.sign_in(Account(identifier, "compte-client"))


def test_a_new_name_is_seen_on_the_sheet_and_two_who_edit_lose_nothing(apache_site, julie):
    name = unique("Avant")
    page = add_client(julie, name)
    identifier = julie.all(".fiche-details b")[0].get_text()
    code = new_worksite(julie, identifier)
    karim = apache_site.visitor(ADMIN)
    julie.get(f"{page}/modifier")
    karim.get(f"{page}/modifier")
    julie.submit("form.form-bureau", nom="Apres")
    assert julie.path == page
    karim.submit("form.form-bureau", nom="Autrement", ville="Brest")
    assert karim.status == 409 and "Apres" in karim.text("#nom-erreur") and karim.one("#ville")["value"] == "Brest"
    julie.get(f"/admin/fiches/{code}")
    assert "Zoé Apres" in julie.text(".cartouche")


# Worksites


def new_worksite(visitor, identifier, title="Extension bois", **fields):
    visitor.get("/admin/chantiers/nouveau")
    code = unique("W-").upper()
    visitor.submit("form.form-bureau", code=code, client=identifier, intitule=title, **fields)
    assert visitor.path == f"/admin/fiches/{code}", visitor.text()
    return code


def test_a_worksite_is_made_with_its_sheet_and_its_header_changes_at_once(site):
    julie = site.visitor(JULIE)
    code = new_worksite(julie, "martin.dupont", debut="2026-03-02", fin_prevue="2026-09-30")
    assert "2 mars 2026" in julie.text(".cartouche").replace("\xa0", " ")
    julie.get(f"/admin/chantiers/{code}/modifier")
    julie.submit("form.form-bureau", intitule="Extension pierre", fin_prevue="15/10/2026")
    julie.get(f"/admin/fiches/{code}")
    assert "Extension pierre" in julie.text(".cartouche")
    assert "15 octobre 2026" in julie.text(".cartouche").replace("\xa0", " ")


@pytest.mark.parametrize(
    "fields, wrong",
    [
        ({"code": "x"}, "code"),
        ({"code": "CH-2026-001"}, "code"),
        ({"client": "personne.ici"}, "client"),
        ({"client": "julie.moreau"}, "client"),
        ({"intitule": " "}, "intitule"),
        ({"debut": "demain"}, "debut"),
        ({"debut": "2026-05-02", "fin_prevue": "2026-05-01"}, "fin_prevue"),
    ],
)
def test_a_worksite_that_cannot_be_is_refused_at_its_field(julie, fields, wrong):
    julie.get("/admin/chantiers/nouveau")
    good = {"code": unique("W-"), "client": "martin.dupont", "intitule": "Toiture"}
    julie.submit("form.form-bureau", **(good | fields))
    assert julie.status in (409, 422) and julie.one(f"#{wrong}-erreur")
    assert julie.one("#intitule")["value"] == (good | fields)["intitule"]


def test_another_client_gets_a_worksite_only_after_what_he_will_see_was_said(apache_site, julie):
    code = new_worksite(julie, "martin.dupont")
    julie.submit("form.form-publication", texte="Le portail est posé.")
    julie.get(f"/admin/chantiers/{code}/client")
    julie.submit("form.form-bureau", client="sophie.bernard")
    said = julie.text().replace("\xa0", " ")
    assert "Sophie Bernard verra toute la fiche" in said and "1 publication" in said
    assert apache_site.visitor(MARTIN).get(f"/compte-client/fiches/{code}").status_code == 200, "nothing has changed yet"
    julie.submit("form[method=post][action$=client]")
    assert apache_site.visitor(SOPHIE).get(f"/compte-client/fiches/{code}").status_code == 200
    assert apache_site.visitor(MARTIN).get(f"/compte-client/fiches/{code}").status_code == 404


# Contracts


def add_contract(visitor, site, content, title, worksite="", identifier="martin.dupont"):
    page = f"/admin/clients/{account_id(site, identifier)}"
    visitor.get(f"{page}/contrats")
    visitor.submit(
        "form[data-envoi]", titre=title, signe_le="2026-03-12", chantier=worksite,
        files=[("fichier", "devis.pdf", content)],
    )  # fmt: skip
    return page


def test_a_contract_is_read_by_its_client_and_nobody_else(site):
    julie, title = site.visitor(JULIE), unique("Devis ")
    content = pdf(pages=3)
    page = add_contract(julie, site, content, title, "CH-2026-001")
    assert julie.path == page and "3 pages" in julie.text().replace("\xa0", " ")
    link = next(each for each in julie.all("table.liste a") if each.get_text() == title)["href"]
    answer = julie.get(link)
    assert answer.content == content, "a clean PDF stays what it is, byte for byte"
    assert answer.headers["Content-Type"] == PDF and "nosniff" in answer.headers["X-Content-Type-Options"]
    assert "sandbox" in answer.headers["Content-Security-Policy"] or "default-src 'none'" in answer.headers[
        "Content-Security-Policy"
    ]
    martin = site.visitor(MARTIN)
    martin.get("/compte-client/contrats")
    assert title in martin.text()
    name = link.rpartition("/")[2]
    assert martin.get(f"/compte-client/contrats/{name}").content == content
    assert site.visitor(SOPHIE).get(f"/compte-client/contrats/{name}").status_code == 404
    assert martin.get(link).status_code == 403


def test_what_could_harm_is_taken_out_of_a_contract_and_said(julie, apache_site):
    add_contract(julie, apache_site, pdf("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), unique("Piégé "))
    assert "JavaScript" in julie.text() and julie.status == 200
    link = julie.one("a[href*='/admin/contrats/']")["href"]
    answer = julie.get(link)
    assert answer.content.startswith(b"%PDF-") and b"app.alert" not in answer.content


@pytest.mark.parametrize("content", [b"bonjour", b"%PDF-1.7\nrien", b""])
def test_what_is_no_pdf_is_refused_and_the_rest_of_the_form_kept(julie, apache_site, content):
    title = unique("Refusé ")
    add_contract(julie, apache_site, content, title)
    assert julie.status == 422 and julie.one("#fichier-erreur") and julie.one("#titre")["value"] == title


def test_a_contract_of_another_clients_worksite_is_refused(julie, apache_site):
    page = f"/admin/clients/{account_id(apache_site, 'martin.dupont')}"
    julie.get(f"{page}/contrats")
    form = julie.form("form[data-envoi]")
    fields = dict(julie.fields(form)) | {"titre": "x", "signe_le": "2026-03-12", "chantier": "CH-2026-003"}
    parts = [(name, (None, value)) for name, value in fields.items()] + [("fichier", ("a.pdf", pdf(), PDF))]
    assert julie.post(form["action"], files=parts).status_code == 422 and julie.one("#chantier-erreur")


def test_deleting_a_contract_says_what_goes_and_takes_it_from_the_client(julie, apache_site):
    title = unique("Périmé ")
    add_contract(julie, apache_site, pdf(pages=2), title)
    row = next(each for each in julie.all("table.liste tr") if title in each.get_text())
    julie.get(row.select_one("a.perte")["href"])
    assert title in julie.text() and "2 pages" in julie.text().replace("\xa0", " ")
    julie.submit("form[method=post][action$=supprimer]")
    assert title not in julie.text("#main, section.clo")
    martin = apache_site.visitor(MARTIN)
    martin.get("/compte-client/contrats")
    assert title not in martin.text()


def test_a_large_contract_arrives_in_pieces_with_a_script(page, apache_site):
    """B9: more than any web server takes in one request"""
    view = sign_in(page(apache_site, 360, 740), JULIE)
    content, title = pdf(padding=700_000), unique("Grand ")
    view.goto(f"/admin/clients/{account_id(apache_site, 'martin.dupont')}/contrats")
    view.locator("#fichier").set_input_files({"name": "grand.pdf", "mimeType": PDF, "buffer": content})
    view.locator("#titre").fill(title)
    view.locator("#signe_le").fill("2026-03-12")
    view.get_by_role("button", name="Ajouter le contrat").click()
    view.wait_for_url("**/admin/clients/*")
    link = view.get_by_role("link", name=title).get_attribute("href")
    julie = apache_site.visitor(JULIE)
    assert julie.get(link).content == content


def test_a_piece_is_taken_only_where_the_file_ends(julie, apache_site):
    page = f"/admin/clients/{account_id(apache_site, 'martin.dupont')}"
    julie.get(f"{page}/contrats")
    fields = dict(julie.fields("form[data-envoi]"))
    name, headers = fields["envoi_fichier"], {"CLO-Jeton": fields["jeton"], "Content-Type": "application/octet-stream"}

    def send(start, data, headers=headers):
        answer = julie.post(f"/admin/envoi-contrat?nom={name}&debut={start}", data=data, headers=headers)
        return answer.status_code, answer.json() if "json" in answer.headers.get("Content-Type", "") else None

    assert send(0, b"abc") == (200, {"recu": 3})
    assert send(0, b"abc") == (409, {"recu": 3}), "a piece that comes twice changes nothing"
    assert send(9, b"xyz") == (409, {"recu": 3})
    assert send(3, b"def") == (200, {"recu": 6})
    assert send(6, b"x", headers | {"CLO-Jeton": "faux"})[0] == 403
    assert send(999_999_999, b"x")[0] == 413


# Administrators


@pytest.mark.parametrize("front_page", ["administration", "employes", "employes/nouveau", "champs", "reglages",
                                        "reglages/logo", "journal", "journal.csv", "effacements"])  # fmt: skip
def test_what_administrators_have_is_closed_to_others(apache_site, front_page):
    assert apache_site.visitor(JULIE).get(f"/admin/{front_page}").status_code == 403
    assert apache_site.visitor(MARTIN).get(f"/admin/{front_page}").status_code == 403
    assert apache_site.visitor(ADMIN).get(f"/admin/{front_page}").status_code == 200


@pytest.mark.parametrize("page", ["clients", "clients/nouveau", "chantiers/liste", "chantiers/nouveau"])
def test_what_employees_have_is_closed_to_clients(apache_site, page):
    assert apache_site.visitor(MARTIN).get(f"/admin/{page}").status_code == 403
    assert apache_site.visitor(JULIE).get(f"/admin/{page}").status_code == 200


def test_an_employee_is_made_changed_and_the_last_administrator_stays(admin, apache_site):
    name = unique("Martel")
    admin.get("/admin/employes/nouveau")
    admin.submit("form.form-bureau", nom=name, prenom="Rose", courriel="rose@exemple.fr", fonction="Cheffe de chantier")
    assert re.fullmatch(r"/admin/employes/\d+/modifier", admin.path)
    assert admin.one("#fonction")["value"] == "Cheffe de chantier"
    admin.submit("form.form-bureau", mobile="06 39 98 21 64")
    assert admin.one("#mobile")["value"] == "+33639982164"
    admin.get(f"/admin/employes/{account_id(apache_site, 'admin')}/modifier")
    admin.submit("form.form-bureau", administrateur=None)
    assert admin.status == 409 and "dernier administrateur" in admin.text("#administrateur-erreur")


def test_the_field_policy_decides_what_a_client_sees(admin, apache_site):
    """S3"""
    martin = apache_site.visitor(MARTIN)
    try:
        admin.get("/admin/champs")
        admin.submit("form.form-bureau", ville="masque", telephone="visible", code_postal="modifiable")
        martin.get("/compte-client/informations")
        names = {each.get("name") for each in martin.all("input, select, textarea")}
        assert "code_postal" in names and "telephone" not in names and "ville" not in names
        assert "Ville" not in martin.text("section.clo")
    finally:
        admin.get("/admin/champs")
        admin.submit("form.form-bureau", ville="visible", telephone="modifiable", code_postal="visible")


def test_settings_show_on_every_page(fresh_site):
    site = fresh_site("cgi")
    admin = site.visitor(ADMIN)
    admin.get("/admin/reglages")
    admin.submit(
        "form.form-bureau", societe_nom="Constructions CLO", societe_telephone="02 99 11 22 33",
        mentions_legales="https://clo.example/mentions", couleur_accent="#7a1750",
    )  # fmt: skip
    assert "enregistré" in admin.text(".avis")
    visitor = site.visitor()
    answer = visitor.get("/compte-client/connexion")
    assert "Constructions CLO" in visitor.one("title").get_text()
    foot = visitor.one(".clo-pied")
    assert foot.select_one("a[href='https://clo.example/mentions']") and "02 99 11 22 33" in foot.get_text().replace(
        "\xa0", " "
    )
    sheet = re.search(r'href="(/compte-client/apparence\.css[^"]*)"', answer.text).group(1)
    style = visitor.get(sheet)
    assert style.headers["Content-Type"].startswith("text/css") and "--clo-accent: #7a1750" in style.text

    admin.get("/admin/reglages")
    admin.submit("form.form-bureau", couleur_accent="#f0f0f0", jours_sans_nouvelle="0")
    assert admin.status == 422 and admin.one("#jours_sans_nouvelle-erreur")
    admin.submit("form.form-bureau", jours_sans_nouvelle="20")
    assert admin.status == 422 and admin.one("#couleur_accent-erreur"), "it could not be read on the paper"

    before = visitor.get("/compte-client/logo")
    assert before.headers["Content-Type"] == "image/svg+xml"
    admin.get("/admin/reglages/logo")
    admin.submit("form[enctype]", files=[("logo", "logo.png", png())])
    assert admin.status == 200 and "enregistré" in admin.text(".avis")
    after = visitor.get("/compte-client/logo")
    assert after.headers["Content-Type"] in ("image/png", "image/jpeg") and after.content != before.content
    admin.submit("form[enctype]", files=[("logo", "logo.png", b"<svg onload=alert(1)>")])
    assert admin.status == 422


def test_the_journal_tells_who_did_what_when_and_from_where(site):
    julie, admin = site.visitor(JULIE), site.visitor(ADMIN)
    name = unique("Journal")
    add_client(julie, name)
    admin.get("/admin/journal")
    admin.submit("form.recherche", q=name)
    row = admin.text("table.liste tbody tr")
    assert "Compte créé" in row and "Julie Moreau" in row and "127.0.0.1" in row
    admin.get("/admin/journal?sujet=acces&q=julie.moreau")
    assert "Connexion" in admin.text("table.liste")
    admin.get("/admin/journal?q=personne-de-ce-nom")
    assert "Aucune ligne ne correspond" in admin.text()


def test_the_journal_is_exported_whole_and_streamed(admin, apache_site):
    with apache_site.database() as database:
        database.executemany(
            "INSERT INTO journal (happened_at, kind, object, detail) VALUES (%s, 'reglages_modifies', %s, %s)",
            [(datetime.datetime(2021, 1, 1) + datetime.timedelta(minutes=n), "=1+1", f"ligne {n} « \"x\" »")
             for n in range(1_200)],
        )  # fmt: skip
    answer = admin.get("/admin/journal.csv?sujet=reglages&du=2021-01-01&au=2021-01-02")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][0] == "Date" and len(rows) == 1_201
    assert {row[6] for row in rows[1:]} == {f"ligne {n} « \"x\" »" for n in range(1_200)}
    assert all(row[5] == "'=1+1" for row in rows[1:]), "no cell becomes a formula"


# The law


def test_a_clients_data_are_erased_after_it_was_said_what_goes_and_what_stays(apache_site, admin):
    name = unique("Oubli")
    page = add_client(admin, name, courriel=f"{name.lower()}@exemple.fr")
    identifier = admin.all(".fiche-details b")[0].get_text()
    code = new_worksite(admin, identifier)
    add_contract(admin, apache_site, pdf(), "Marché", code, identifier)
    admin.get(f"{page}/effacer")
    said = admin.text().replace("\xa0", " ")
    assert "1 contrat signé" in said and "décennale" in said and "1 fiche d’avancement" in said
    admin.submit("form.form-bureau", identifiant="autre")
    assert admin.status == 422 and admin.one("#identifiant-erreur")
    admin.submit("form.form-bureau", identifiant=identifier)
    assert "effacées" in admin.text(".avis")
    admin.get(f"/admin/fiches/{code}")
    assert "Client effacé" in admin.text(".cartouche") and name not in admin.text("section.clo")
    for path in ("/admin/clients?q=", "/admin/journal?q="):
        admin.get(path + name)
        assert name not in admin.text("section.clo").replace(f"value {name}", "")
    with apache_site.database() as database:
        database.execute("SELECT COUNT(*) AS n FROM account WHERE last_name = %s OR identifier = %s", (name, identifier))
        assert database.fetchone()["n"] == 0


def test_a_request_of_erasure_waits_on_the_board_and_is_refused_with_an_explanation(apache_site, admin):
    with apache_site.database() as database:
        database.execute(
            "INSERT INTO erasure_request (account_id, requested_at, reason)"
            " SELECT id, UTC_TIMESTAMP(3), 'Je déménage' FROM account WHERE identifier = 'sophie.bernard'"
        )
    admin.get("/admin/")
    assert "demande d’effacement" in admin.text().replace("\xa0", " ")
    admin.get("/admin/effacements")
    assert "Je déménage" in admin.text()
    admin.get(f"/admin/clients/{account_id(apache_site, 'sophie.bernard')}/refuser-effacement")
    admin.submit("form[action$=refuser-effacement]", motif="")
    assert admin.status == 422
    admin.submit("form[action$=refuser-effacement]", motif="Votre chantier est en cours.")
    admin.get("/admin/effacements")
    assert "Aucune demande n’attend" in admin.text()


def test_an_administrator_exports_a_clients_data(apache_site, admin):
    page = f"/admin/clients/{account_id(apache_site, 'martin.dupont')}"
    admin.get(f"{page}/donnees")
    admin.submit("form[action$=donnees]")
    answer = admin.get(f"{page}/donnees.zip")
    assert answer.content[:2] == b"PK" and "attachment" in answer.headers["Content-Disposition"]


# The board


def test_the_board_says_what_waits(apache_site, julie):
    martin = apache_site.visitor(MARTIN)
    martin.open_sheet(MARTIN, "CH-2026-002")
    martin.submit("form.form-commentaire", texte=unique("Question "))
    julie.get("/admin/")
    section = next(each for each in julie.all(".tableau-de-bord section") if "sans réponse" in each.get_text())
    assert section.select_one("a[href*='CH-2026-002']")
    with apache_site.database() as database:
        database.execute(
            "INSERT INTO detail_change (account_id, field, old_value, new_value, changed_by, changed_at)"
            " SELECT id, 'telephone', NULL, '+33299000000', id, UTC_TIMESTAMP(3) FROM account"
            " WHERE identifier = 'martin.dupont'"
        )
    julie.get("/admin/")
    assert "02 99 00 00 00" in julie.text(".tableau-de-bord").replace("\xa0", " ")
    julie.get(f"/admin/clients/{account_id(apache_site, 'martin.dupont')}")
    julie.submit("form[action$=vu]")
    julie.get("/admin/")
    assert "02 99 00 00 00" not in julie.text(".tableau-de-bord").replace("\xa0", " ")


# What eyes and screen readers meet


def office_pages(site):
    client = f"/admin/clients/{account_id(site, 'martin.dupont')}"
    employee = f"/admin/employes/{account_id(site, 'julie.moreau')}"
    everyday = [
        "/admin/", "/admin/clients", "/admin/clients?q=introuvable", "/admin/clients/nouveau", client,
        f"{client}/modifier", f"{client}/suspendre", f"{client}/inviter", f"{client}/contrats",
        "/admin/chantiers/liste", "/admin/chantiers/nouveau", "/admin/chantiers/CH-2026-001/modifier",
        "/admin/chantiers/CH-2026-001/client",
    ]  # fmt: skip
    administered = [
        "/admin/", client, "/admin/administration", "/admin/employes", "/admin/employes/nouveau", f"{employee}/modifier",
        f"{employee}/suspendre", "/admin/champs", "/admin/reglages", "/admin/reglages/logo", "/admin/journal",
        "/admin/effacements", f"{client}/effacer", f"{client}/donnees",
    ]  # fmt: skip
    return [(JULIE, path) for path in everyday] + [(ADMIN, path) for path in administered]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_serious_accessibility_finding_at_the_office(page, apache_site, width, scheme):
    """B8, S5"""
    add_contract(apache_site.visitor(JULIE), apache_site, pdf(), unique("Lisible "), "CH-2026-001")
    problems = []
    for account in (JULIE, ADMIN):
        view = sign_in(page(apache_site, width, color_scheme=scheme, reduced_motion="reduce"), account)
        for owner, path in office_pages(apache_site):
            if owner != account:
                continue
            view.goto(path)
            problems += findings(view, f"{path} {width} {scheme}")
            if width == 360:
                problems += [f"{path}: small target {each}" for each in small_targets(view)]
                view.set_viewport_size({"width": 320, "height": 640})
                wide = view.evaluate("() => document.documentElement.scrollWidth")
                if wide > 320:
                    problems.append(f"{path}: {wide} px wide at 320 px")
                view.set_viewport_size({"width": width, "height": 900})
        view.goto("/admin/clients/nouveau")
        view.get_by_role("button", name="Créer le client").click()
        view.wait_for_selector(".bilan-erreurs")
        problems += findings(view, f"a refused form {width} {scheme}")
    assert not problems, "\n".join(problems)


def findings(view, where):
    return [
        f"{where}: {finding['id']} {[node['target'] for node in finding['nodes']][:3]}"
        for finding in Axe().run(view).response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
