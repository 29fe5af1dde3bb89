"""What administrators set of the company is the one source: letters, printed sheets, limits of what may be sent."""

import io
import os
import re
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from support.demonstration import ADMIN, JULIE, MARTIN
from support.mail import plain_mail_server
from test_email import part
from test_office import account_id, pdf, png
from test_pdf import info_of, save, text_of
from test_sheet import publish

CODE = "CH-2026-002"
ACCENT = "#7a1750"


@pytest.fixture
def company(house):
    """Another name, colour, address and logo; the program's own afterwards."""
    house.empty()
    admin = house.site.visitor(ADMIN)
    admin.get("/admin/reglages")
    before = dict(admin.fields("form.form-bureau"))
    admin.submit(
        "form.form-bureau", societe_nom="Bâtir & Fils", societe_adresse="2 quai Nord\n44000 Nantes",
        societe_telephone="02 61 91 40 20", mentions_legales="/nos-mentions.html", couleur_accent=ACCENT,
    )  # fmt: skip
    assert "enregistré" in admin.text(".avis"), admin.text()
    admin.get("/admin/reglages/logo")
    admin.submit("form[enctype]", files=[("logo", "logo.png", png(600, 300))])
    assert "enregistré" in admin.text(".avis"), admin.text()
    yield admin
    admin.get("/admin/reglages")
    admin.submit("form.form-bureau", **before)
    admin.get("/admin/reglages/logo")
    admin.submit(lambda form: form.find("input", attrs={"name": "retirer"}))


def test_letters_are_on_the_companys_paper(house, company):
    julie = house.site.visitor(JULIE)
    with plain_mail_server() as box:
        house.smtp(box.port)
        publish(julie, CODE, "Le portail est posé.")
        house.deliver()
    (message,) = [each.message for each in box.besides_sign_in]
    assert message["From"].addresses[0].display_name == "Bâtir & Fils"
    html, text = part(message, "text/html"), part(message, "text/plain")
    assert ACCENT in html and "#17507a" not in html and "Bâtir &amp; Fils" in html
    for each in ("2 quai Nord, 44000 Nantes", "02 61 91 40 20", f"{house.site.url}/nos-mentions.html"):
        assert each in html.replace("\xa0", " ") and each in text.replace("\xa0", " ")
    logo = next(each for each in message.walk() if each["Content-ID"] and "logo" in each["Content-ID"])
    picture = Image.open(io.BytesIO(logo.get_content()))
    assert picture.size == (480, 240), "the logo that was sent, made smaller"


def test_printed_sheets_carry_the_companys_name_logo_and_colour(house, company, tmp_path):
    martin = house.site.visitor(MARTIN)
    martin.get(f"/compte-client/fiches/{CODE}/pdf")
    file = save(martin, tmp_path / "fiche.pdf")
    assert info_of(file)["Author"] == "Bâtir & Fils"
    assert re.search(r"Julie Moreau\s*\n?\s*Bâtir & Fils", text_of(file)), text_of(file)[:800]
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-f", "1", "-l", "1", file, tmp_path / "page"], check=True)
    page = Image.open(next(tmp_path.glob("page*.png"))).convert("RGB")
    colours = {colour: count for count, colour in page.getcolors(1 << 20)}
    # png() is of one colour, which only the logo has on this page; the number of a publication is in the accent's.
    assert sum(n for (r, g, b), n in colours.items() if abs(r - 0x17) + abs(g - 0x50) + abs(b - 0x7A) < 12) > 3_000
    assert sum(n for (r, g, b), n in colours.items() if abs(r - 0x7A) + abs(g - 0x17) + abs(b - 0x50) < 60) > 20


def test_a_logo_that_was_replaced_is_purged_and_the_present_one_is_not(house, company):
    company.get("/admin/reglages/logo")
    company.submit("form[enctype]", files=[("logo", "logo.png", png(480, 160))])
    with house.site.database() as database:
        database.execute("SELECT value FROM setting WHERE name = 'logo'")
        present = database.fetchone()["value"].partition("/")[0]
    folder = Path(house.site.configuration["CLO_DATA"]) / "logo"
    assert len(list(folder.iterdir())) >= 2
    for each in folder.iterdir():
        os.utime(each, (0, 0))
    assert house.site.tool("purge").returncode == 0
    assert [each.name for each in folder.iterdir()] == [present]
    assert house.site.visitor().get("/compte-client/logo").headers["Content-Type"] in ("image/png", "image/jpeg")


def test_a_printed_sheet_follows_a_new_name_on_the_same_day(house, tmp_path):
    martin = house.site.visitor(MARTIN)
    martin.get(f"/compte-client/fiches/{CODE}/pdf")
    assert info_of(save(martin, tmp_path / "avant.pdf"))["Author"] == "CLO"
    admin = house.site.visitor(ADMIN)
    try:
        admin.get("/admin/reglages")
        admin.submit("form.form-bureau", societe_nom="CLO Bretagne")
        martin.get(f"/compte-client/fiches/{CODE}/pdf")
        assert info_of(save(martin, tmp_path / "apres.pdf"))["Author"] == "CLO Bretagne"
    finally:
        admin.get("/admin/reglages")
        admin.submit("form.form-bureau", societe_nom="CLO")


def test_the_limits_are_those_that_are_set(house):
    admin, julie = house.site.visitor(ADMIN), house.site.visitor(JULIE)
    admin.get("/admin/reglages")
    before = dict(admin.fields("form.form-bureau"))
    try:
        admin.submit("form.form-bureau", photos_publication="1", photo_mo="1", contrat_mo="1")
        assert "enregistré" in admin.text(".avis")
        julie.open_sheet(JULIE, CODE)
        form = julie.form("form.form-publication")
        assert form["data-photos-max"] == "1" and form["data-octets-max"] == "1000000"
        fields = dict(julie.fields(form))
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "#775533").save(picture, "PNG")
        julie.submit(
            form, texte="Deux photos.",
            files=[("photos", f"{n}.png", picture.getvalue()) for n in (1, 2)],
        )  # fmt: skip
        assert "1 photos au plus" in julie.text() or "1 photo au plus" in julie.text()
        answer = julie.post(
            f"/admin/fiches/{CODE}/envois",
            data={"nom": "a.jpg", "taille": "1000001", "empreinte": "a" * 32, "jeton": fields["jeton"]},
            headers={"CLO-Jeton": fields["jeton"]},
        )
        assert answer.status_code == 413 and "Mo" in answer.text
        page = f"/admin/clients/{account_id(house.site, 'martin.dupont')}/contrats"
        julie.get(page)
        assert "1 Mo au plus" in julie.text("#fichier-indice")
        fields = dict(julie.fields("form[data-envoi]"))
        content = pdf(padding=1_100_000)
        refused = None
        for start in range(0, len(content), 90_000):
            answer = julie.post(
                f"/admin/envoi-contrat?nom={fields['envoi_fichier']}&debut={start}",
                data=content[start : start + 90_000],
                headers={"CLO-Jeton": fields["jeton"], "Content-Type": "application/octet-stream"},
            )
            if answer.status_code != 200:
                refused = answer
                break
        assert refused is not None and refused.status_code == 413 and "1\u00a0Mo" in refused.json()["erreur"]
    finally:
        admin.get("/admin/reglages")
        admin.submit("form.form-bureau", **before)
