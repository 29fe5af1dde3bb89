"""The pages around writing in a real browser: search, gallery, versions, conflict, preview, at 360 and 1280 pixels."""

import os
from pathlib import Path

import pytest

from support.browsing import serious_findings, sideways, sign_in, small_targets
from support.demonstration import JULIE, KARIM
from support.uploads import Sender
from test_photos import DRAWN, unique
from test_writing import CODE, FORM, RICH, SHEET, edit_page, publish


@pytest.mark.parametrize("width", [360, 1280])
def test_search_gallery_versions_conflict_and_preview_keep_nobody_out(apache_site, page, width):
    """B8"""
    julie, karim = apache_site.visitor(JULIE), apache_site.visitor(KARIM)
    sender = Sender.of(apache_site, JULIE, CODE)
    photos = [sender.insist(path.name, unique(path.read_bytes()))["nom"] for path in DRAWN[:3]]
    number = publish(julie, rich=RICH + "<p>Le linteau est posé.</p>", photos=[(photos[0], "Le linteau"), (photos[1], "")])
    karim.get(edit_page(number))
    julie.get(edit_page(number))
    julie.submit(FORM, texte=julie.one("textarea").get_text().replace("posé", "scellé"), etape="reprise",
                 extra=[(f"photo:{photos[2]}", "Vue d’ensemble")])

    # The editor stays closed: it would take the form over, and what is looked at here works without it.
    view = sign_in(page(apache_site, width=width), JULIE)
    found = []

    def look(name):
        found.extend(serious_findings(view, name) + [f"{name}: {each}" for each in small_targets(view) + sideways(view)])
        if folder := os.environ.get("CLO_TEST_SCREENSHOTS"):
            view.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    for name, path in {
        "recherche": f"{SHEET}/recherche?q=linteau",
        "recherche-vide": f"{SHEET}/recherche?q=introuvable",
        "galerie": f"{SHEET}/galerie",
        "versions": f"{SHEET}/publications/{number}/versions",
    }.items():
        view.goto(path)
        look(name)

    karim.submit(FORM, texte=karim.one("textarea").get_text().replace("posé", "coulé"))
    assert karim.status == 409
    token = view.locator("form.deconnexion input[name=jeton]").get_attribute("value")
    address = apache_site.url + edit_page(number)
    fields = {**dict(karim.fields(FORM)), "jeton": token, "version": "1", "texte": "Le linteau est coulé."}
    post(view, address, fields)
    view.locator(".conflit").wait_for()
    look("conflit")
    post(view, f"{apache_site.url}{SHEET}/apercu", {**fields, "envoi": "a" * 20})
    view.locator("form.form-apercu").wait_for()
    look("apercu")
    assert not found


def post(view, address, fields):
    """As a form without scripts does: the page that answers takes the place of this one."""
    view.evaluate(
        """([address, fields]) => {
            const form = document.createElement('form');
            form.method = 'post';
            form.action = address;
            for (const [name, value] of Object.entries(fields)) {
                const input = form.appendChild(document.createElement('input'));
                Object.assign(input, { type: 'hidden', name, value });
            }
            document.body.append(form);
            form.submit();
        }""",
        [address, fields],
    )
