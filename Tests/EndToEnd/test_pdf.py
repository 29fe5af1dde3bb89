"""S17: the printable PDF of a sheet, read back with poppler and qpdf, over HTTP under each front and from the tool."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from support.demonstration import JULIE, MARTIN, SOPHIE
from support.site import PACKAGE, Site, copy_of, wait_until

CODE = "CH-2026-001"
LONG = "CH-2026-003"
CLIENT_PDF = f"/compte-client/fiches/{CODE}/pdf"
APPROVED = Path(__file__).parent / "approved"


def poppler(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def text_of(file, *options):
    """The text in reading order; spaces of any kind are one."""
    return re.sub(r"[^\S\n\f]+", " ", poppler("pdftotext", *options, file, "-"))


def info_of(file):
    return dict(re.findall(r"^([^:]+):\s*(.*)$", poppler("pdfinfo", file), re.M))


def save(visitor, file):
    """Waits, as a browser without JavaScript does, on the page that tells how far the document is."""
    end = time.monotonic() + 120
    while visitor.response.headers["Content-Type"].startswith("text/html"):
        assert visitor.status == 200, visitor.text()
        assert time.monotonic() < end, "the document never came"
        time.sleep(0.3)
        visitor.follow("Actualiser")
    assert visitor.status == 200
    assert visitor.response.headers["Content-Type"] == "application/pdf"
    file.write_bytes(visitor.response.content)
    # Some fronts send in pieces, without saying how long it is.
    assert int(visitor.response.headers.get("Content-Length", file.stat().st_size)) == file.stat().st_size
    return file


@pytest.fixture(scope="module")
def untouched(scratch, prepared):
    """A site that has the demonstration and nothing that other tests have published."""
    site = Site("cgi", copy_of(prepared, scratch / "impression"))
    yield site.start()
    site.stop()


@pytest.fixture
def printed(untouched, tmp_path):
    """Prints with the tool: `printed(CODE, "--numero", "3")`."""

    def prints(code, *options):
        # Where the workers' user may write.
        file = (untouched.data / "files").resolve() / f"essai-{len(list(tmp_path.iterdir()))}.pdf"
        done = untouched.tool("pdf", code, "--out", str(file), "--par", "Julie Moreau, CLO", *options)
        assert done.returncode == 0, done.stderr
        copy = tmp_path / file.name
        copy.write_bytes(file.read_bytes())
        file.unlink()
        return copy

    return prints


# Over HTTP


def test_client_and_employee_export_by_one_click(site, tmp_path):
    for account, area in ((MARTIN, "compte-client"), (JULIE, "admin")):
        visitor = site.visitor(account)
        visitor.open_sheet(account, CODE)
        visitor.follow("Exporter en PDF")
        assert visitor.path == f"/{area}/fiches/{CODE}/pdf"
        text = text_of(save(visitor, tmp_path / f"{area}.pdf"))
        by = "Martin Dupont" if account is MARTIN else "Julie Moreau, CLO"
        assert f"par {by}" in text and "Rénovation complète d’une longère" in text
        assert visitor.response.headers["Content-Disposition"] == f'inline; filename="Fiche-{CODE}.pdf"'
        assert "private" in visitor.response.headers["Cache-Control"]


def test_an_unchanged_sheet_is_served_again_from_disk(site, tmp_path):
    martin = site.visitor(MARTIN)
    martin.get(CLIENT_PDF)
    save(martin, tmp_path / "first.pdf")
    tag = martin.response.headers["ETag"]
    begun = site.log().count("export-begun")
    martin.get(CLIENT_PDF)
    assert martin.response.headers["ETag"] == tag
    assert martin.response.content == (tmp_path / "first.pdf").read_bytes()
    martin.get(CLIENT_PDF, headers={"If-None-Match": tag})
    assert martin.status == 304 and not martin.response.content
    assert site.log().count("export-begun") == begun

    # Somebody else's first page names somebody else; a comment makes a new revision.
    julie = site.visitor(JULIE)
    julie.get(f"/admin/fiches/{CODE}/pdf")
    save(julie, tmp_path / "julie.pdf")
    assert julie.response.headers["ETag"] != tag
    martin.open_sheet(MARTIN, CODE)
    martin.submit("form.form-commentaire", texte="Une remarque pour l’impression 🏠.")
    martin.get(CLIENT_PDF)
    assert "Une remarque pour l’impression" in text_of(save(martin, tmp_path / "second.pdf"))
    assert martin.response.headers["ETag"] != tag


def test_only_who_may_see_the_sheet_gets_its_pdf(site):
    sophie = site.visitor(SOPHIE)
    sophie.get(CLIENT_PDF)
    assert sophie.status == 404
    nobody = site.visitor()
    nobody.get(CLIENT_PDF, headers={"Accept": "application/pdf"})
    assert nobody.response.headers["Content-Type"].startswith("text/html") and "Se connecter" in nobody.text()
    sophie.get(f"/admin/fiches/{CODE}/pdf")
    assert sophie.status == 403


def test_the_form_chooses_a_part(site, tmp_path):
    julie = site.visitor(JULIE)
    julie.open_sheet(JULIE, CODE)
    julie.submit(".export form", n="12", photos="non")
    text = text_of(save(julie, tmp_path / "part.pdf"))
    assert "publication n° 12 seule, sans les photos" in text.replace("\n", " ")
    assert re.findall(r"^n° (\d+)$", text, re.M) == ["12"]
    julie.get(f"/admin/fiches/{CODE}/pdf?n=99999")
    assert julie.status == 404
    julie.get(f"/admin/fiches/{CODE}/pdf?du=2026-10-01&au=2026-09-01")
    assert julie.status == 400
    julie.get(f"/admin/fiches/{CODE}/pdf?du=hier")
    assert julie.status == 400


def set_aside(tool):
    """Puts the tool where it can still be started, under another path, and says where that is."""
    if not PACKAGE:
        return tool.rename(tool.with_name("clo-a-part"))
    # A launcher of the zip finds its program by its own name, from one folder above or from two.
    folder = tool.parent / "a-part"
    folder.mkdir()
    return tool.rename(folder / tool.name)


def test_a_document_is_made_once_at_a_time_and_a_page_tells_how_far_it_is(fresh_site, tmp_path):
    """Two people at once, while the tool stands still: one child, no silence, and the document at last."""
    site = fresh_site("apache")
    tool = (site.data / "site" / "bin" / "clo").resolve()
    slow = set_aside(tool)
    go = site.data.resolve() / "files" / "partez"
    tool.write_text(f'#!/bin/sh\necho "1 4"\nwhile [ ! -e {go} ]; do sleep 0.1; done\nexec {slow} "$@"\n')
    tool.chmod(0o755)
    julie, again = site.visitor(JULIE), site.visitor(JULIE)
    began = time.monotonic()
    julie.get(f"/admin/fiches/{LONG}/pdf")
    assert time.monotonic() - began < 10
    assert "Préparation du PDF" in julie.text() and "25 %" in julie.text()
    assert julie.one("noscript meta[http-equiv=refresh]")["content"].startswith("3;url=/admin/")
    again.get(f"/admin/fiches/{LONG}/pdf")
    assert "Préparation du PDF" in again.text()
    assert site.log().count("export-begun") == 1

    # The script's question gets a page until the document is there, then is sent to it.
    address = julie.one("#preparation")["hx-get"]
    answer = julie.get(address, headers={"HX-Request": "true"})
    assert "HX-Redirect" not in answer.headers and julie.one("#preparation")
    go.touch()
    answer = wait_until(
        lambda: (r := julie.get(address, headers={"HX-Request": "true"})).headers.get("HX-Redirect") and r, "the end", 60)
    julie.get(answer.headers["HX-Redirect"])
    assert int(info_of(save(julie, tmp_path / "long.pdf"))["Pages"]) > 20


def test_a_child_that_dies_is_told_and_can_be_begun_again(fresh_site, tmp_path):
    site = fresh_site("apache")
    tool = (site.data / "site" / "bin" / "clo").resolve()
    whole = set_aside(tool)
    tool.write_text("#!/bin/sh\nsleep 4\necho cassé >&2\nkill -KILL $$\n")
    tool.chmod(0o755)
    martin = site.visitor(MARTIN)
    martin.get(CLIENT_PDF)
    assert "Préparation du PDF" in martin.text()

    def refreshed():
        martin.follow("Actualiser")
        return martin.status == 500

    wait_until(refreshed, "the failure is told")
    assert "n’a pas pu être préparé" in martin.text()
    assert 'reason="cassé' in site.log()
    whole.rename(tool)
    martin.follow("Recommencer")
    assert info_of(save(martin, tmp_path / "after.pdf"))["Pages"]


# The document


def test_order_numbers_and_page_numbers(printed):
    file = printed(CODE)
    info = info_of(file)
    assert info["Title"] == f"Fiche d’avancement {CODE} – Rénovation complète d’une longère"
    assert info["Author"] == "CLO" and info["Tagged"] == "yes" and "A4" in info["Page size"]
    text = text_of(file)
    numbers = [int(number) for number in re.findall(r"^n° (\d+)$", text, re.M)]
    assert numbers == sorted(numbers) == list(range(1, len(numbers) + 1)) and len(numbers) > 20
    pages = text.split("\f")[:-1]
    assert len(pages) == int(info["Pages"])
    for place, page in enumerate(pages, 1):
        assert f"page {place} sur {len(pages)}" in page
        assert CODE in page and "Rénovation complète d’une longère" in page
    first = pages[0]
    for part in ("M. Martin Dupont", "14 rue du Puits-Neuf", "publications", "par Julie Moreau, CLO"):
        assert part in first
    assert re.search(r"du \d+ \w+ 2026 au \d+ \w+ 2026", first.replace("1er", "1"))


def test_comments_edits_and_cancellations_are_told(printed):
    text = text_of(printed(CODE))
    assert "Annulée le" in text and "Cloison démontée à la demande du" in text
    assert "Modifiée le" in text
    assert text.index("Martin Dupont 2.1") < text.index("Karim Benali, CLO 2.2") < text.index("Martin Dupont 2.3")
    assert "CHANTIER TERMINÉ" in text_of(printed(LONG)) and "REPRISE DU CHANTIER" in text_of(printed(LONG))
    without = text_of(printed(CODE, "--sans-commentaires"))
    assert "Karim Benali, CLO 2.2" not in without and "sans les commentaires" in without.replace("\n", " ")


def test_photos_are_sharp_at_200_dpi_at_most(printed):
    file = printed(CODE)
    rows = [line.split() for line in poppler("pdfimages", "-list", file).splitlines()[2:]]
    photos = [row for row in rows if row[8] == "jpeg"]
    assert len(photos) > 10
    assert all(int(row[12]) <= 201 and int(row[12]) >= 139 for row in photos)
    assert "jpeg" not in poppler("pdfimages", "-list", printed(CODE, "--sans-photos"))


def test_passed_photos_are_the_files_on_disk(printed, untouched, tmp_path):
    poppler("pdfimages", "-all", printed(CODE), tmp_path / "photo")
    stored = {file.read_bytes() for file in (untouched.data / "files" / "photos").glob("*/480.jpg")}
    passed = [image for image in tmp_path.glob("photo-*.jpg") if max(Image.open(image).size) == 480]
    assert passed and all(image.read_bytes() in stored for image in passed)


def test_structure_language_bookmarks_and_links(printed):
    file = printed(LONG)
    assert "No syntax or stream encoding errors" in poppler("qpdf", "--check", file)
    objects = subprocess.run(
        ["qpdf", "--qdf", "--object-streams=disable", "--stream-data=preserve", file, "-"], capture_output=True,
        check=True).stdout.decode("latin-1")
    assert "/Lang (fr-FR)" in objects and "/DisplayDocTitle true" in objects
    assert objects.count("/S /Figure") == objects.count("/Alt") > 10
    for role in ("H1", "H2", "P", "L", "LI", "LBody", "Caption"):
        assert f"/S /{role}\n" in objects, role
    assert re.search(r"/URI \(https?://", objects)
    count = len(re.findall(r"^n° \d+$", text_of(file), re.M))
    assert len(re.findall(r"/Dest|/A \d+ 0 R", objects)) >= count
    assert objects.count("/Parent") > count
    fonts = poppler("pdffonts", file).splitlines()[2:]
    assert fonts and all(" yes yes " in line for line in fonts), "embedded and subset"


def test_publications_are_three_blank_lines_apart(printed):
    """S14: measured on the page, between the last line of one and the number of the next."""
    html = poppler("pdftotext", "-bbox-layout", printed(CODE, "--sans-photos", "--sans-commentaires"), "-")
    checked = 0
    for page in html.split("<page ")[1:]:
        lines = [
            (float(top), float(bottom), " ".join(re.findall(r">([^<]+)</word>", body)))
            for top, bottom, body in re.findall(
                r'<line xMin="[\d.]+" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)</line>', page, re.S)
        ]
        starts = [top for top, _, words in lines if re.fullmatch(r"n°\s\d+", words)]
        for start in starts:
            above = [bottom for _, bottom, words in lines if bottom <= start + 1 and "Chantier CH" not in words]
            if above and max(above) > 80:
                assert start - max(above) >= 3 * 14.5, f"{start - max(above):.1f} points"
                checked += 1
    assert checked > 10


def test_a_period_and_a_single_publication(printed):
    text = text_of(printed(CODE, "--numero", "3"))
    assert re.findall(r"^n° (\d+)$", text, re.M) == ["3"]
    dates = text_of(printed(CODE))
    assert "n° 1\n" in dates
    none = text_of(printed(CODE, "--du", "2019-01-01", "--au", "2019-12-31"))
    assert "Aucune publication." in none and "du 1er janvier 2019 au 31 décembre 2019" in none


def test_the_tool_refuses_what_makes_no_sense(apache_site):
    for arguments in (("pdf", "CH-9999-999", "--out", "-"), ("pdf", "?", "--out", "-"),
                      ("pdf", CODE, "--out", "-", "--du", "hier"), ("pdf", CODE, "--out", "-", "--numero", "99999"),
                      ("pdf", CODE, "--out", "-", "--du", "2026-02-01", "--au", "2026-01-01")):
        done = apache_site.tool(*arguments)
        assert done.returncode != 0 and done.stderr and not done.stdout


# How it looks


# The demonstration's dates move with the day; the approved pictures show these.
MOMENTS = {
    11: ("2026-08-21 11:10:00", None, []),
    12: ("2026-08-27 08:05:00", "2026-09-01 15:20:00", ["2026-08-29 17:42:00", "2026-08-30 06:40:00"]),
}


@pytest.fixture
def fixed_dates(untouched):
    """Gives a publication its moments of the approved picture, and its own ones back at the end."""
    kept = []

    def fix(number):
        dated, cancelled, written = MOMENTS[number]
        with untouched.database() as cursor:
            cursor.execute(
                "SELECT p.id, p.dated_at, p.cancelled_at FROM publication p JOIN sheet f ON f.id = p.sheet_id "
                "JOIN worksite w ON w.id = f.worksite_id WHERE w.code = %s AND p.number = %s", (CODE, number))
            publication = cursor.fetchone()
            cursor.execute(
                "SELECT id, written_at FROM sheet_comment WHERE publication_id = %s ORDER BY number",
                publication["id"])
            comments = cursor.fetchall()
            assert len(comments) == len(written)
            kept.append((publication, comments))
            write(cursor, publication["id"], dated, cancelled)
            for comment, moment in zip(comments, written):
                cursor.execute("UPDATE sheet_comment SET written_at = %s WHERE id = %s", (moment, comment["id"]))

    def write(cursor, publication, dated, cancelled):
        cursor.execute(
            "UPDATE publication SET dated_at = %s, cancelled_at = %s WHERE id = %s", (dated, cancelled, publication))

    yield fix
    with untouched.database() as cursor:
        for publication, comments in kept:
            write(cursor, publication["id"], publication["dated_at"], publication["cancelled_at"])
            for comment in comments:
                cursor.execute(
                    "UPDATE sheet_comment SET written_at = %s WHERE id = %s", (comment["written_at"], comment["id"]))


@pytest.mark.parametrize("number", MOMENTS)
def test_pages_look_as_approved(printed, fixed_dates, tmp_path, number):
    """Number 11 is two photos with captions, 12 is cancelled and commented. The limit is below what the hatching alone
    makes (1.6). CLO_APPROVE=1 replaces the approved pictures with the present ones, to be looked at."""
    fixed_dates(number)
    poppler("pdftoppm", "-r", "50", "-png", "-singlefile", "-x", "130", "-y", "210", "-W", "284", "-H", "340",
            printed(CODE, "--numero", str(number)), tmp_path / "page")
    present = Image.open(tmp_path / "page.png").convert("L")
    approved = APPROVED / f"pdf-{CODE}-{number}.png"
    if os.environ.get("CLO_APPROVE"):
        approved.parent.mkdir(exist_ok=True)
        present.save(approved, optimize=True)
    difference = ImageStat.Stat(ImageChops.difference(present, Image.open(approved).convert("L"))).mean[0]
    assert difference < 1.5, f"mean difference {difference:.2f} of 255"


def test_the_page_prints_from_the_browser(apache_site, page, tmp_path):
    """@media print: the sheet itself, nothing to click on."""
    sheet = page(apache_site)
    sheet.goto("/compte-client/connexion")
    sheet.fill("[name=identifiant]", MARTIN.identifier)
    sheet.fill("[name=mot_de_passe]", MARTIN.password)
    sheet.click("section.clo button[type=submit]")
    sheet.goto(f"/compte-client/fiches/{CODE}?tout=1")
    sheet.emulate_media(media="print")
    for hidden in (".clo-barre", ".outils", ".export", ".repondre", ".actions"):
        assert not any(each.is_visible() for each in sheet.locator(f".clo {hidden}").all()), hidden
    file = tmp_path / "browser.pdf"
    sheet.pdf(path=str(file), format="A4")
    text = text_of(file)
    assert "Rénovation complète d’une longère" in text and "n° 12" in text
    for button in ("Exporter en PDF", "Déconnexion", "Commenter", "Répondre"):
        assert button not in text
