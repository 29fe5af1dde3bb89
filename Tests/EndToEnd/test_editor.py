"""The rich text editor in a real browser: typing, each format, shortcuts, pasting, drafts, preview, conflicts."""

import re

import pytest
from playwright.sync_api import expect

from support.browsing import (
    begin_publication,
    open_sheet,
    publish,
    serious_findings,
    sideways,
    sign_in,
    small_targets,
)
from support.demonstration import JULIE, KARIM, MARTIN

CODE = "CH-2026-002"

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal { color: red }</style></head>
<body><!--StartFragment--><p class=MsoNormal style='margin:0;font-size:11.0pt'>Compte <b>rendu</b>
<span style='font-size:20.0pt;color:red'>gros</span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Premier point</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>Second point</p><!--EndFragment--></body></html>"""

MAIL = """<div dir="ltr">Bonjour,<div><br></div><div>Le <u>carreleur</u> vient <i style="color:blue">mardi</i>.</div>
<blockquote class="gmail_quote"><font size="5">Cité</font></blockquote></div>"""

WEB = """<article onclick="alert(1)"><h2>Isolation</h2><script>alert(2)</script><style>p { color: red }</style>
<p style="display:none">caché</p><p>Voir <a href="https://www.example.org/laine" onmouseover="alert(3)">la fiche</a>,
<a href="javascript:alert(4)">piège</a></p><table><tr><td>Case</td></tr></table><iframe src="/"></iframe>
<img src="https://stranger.example/pixel.png" onerror="alert(5)"></article>"""


@pytest.fixture(autouse=True)
def no_drafts(apache_site):
    """Each test begins with an empty form, whatever the ones before have left unfinished."""
    with apache_site.database() as database:
        database.execute("DELETE FROM publication_draft")


@pytest.fixture
def writing(page, apache_site):
    """Julie's sheet with the editor open."""
    julie = open_sheet(sign_in(page(apache_site), JULIE), JULIE, CODE)
    begin_publication(julie)
    return julie


def typed_html(view) -> str:
    return view.locator(".redaction [name=texte_riche]").input_value()


def paste(view, html: str):
    view.locator(".redaction .editeur-texte").evaluate(
        """(editor, html) => {
            const data = new DataTransfer();
            data.setData('text/html', html);
            data.setData('text/plain', 'sans mise en forme');
            editor.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )


def test_every_format_of_the_toolbar_reaches_the_client(writing, page, apache_site):
    """S11"""
    tools = writing.get_by_role("toolbar", name="Mise en forme")
    write = writing.keyboard.type
    for label, word in (("Gras", "gras "), ("Italique", "penché "), ("Souligné", "souligné ")):
        tools.get_by_role("button", name=label).click()
        expect(tools.get_by_role("button", name=label)).to_have_attribute("aria-pressed", "true")
        write(word)
        tools.get_by_role("button", name=label).click()
    for size, word in (("Petit", "petit "), ("Grand", "grand "), ("Très grand", "énorme "), ("Normal", "normal")):
        tools.get_by_label("Taille du texte").select_option(label=size)
        write(word)
    writing.keyboard.press("Enter")
    tools.get_by_role("button", name="Liste à puces").click()
    write("sable")
    writing.keyboard.press("Enter")
    write("ciment")
    writing.keyboard.press("Enter")
    writing.keyboard.press("Enter")
    tools.get_by_role("button", name="Liste numérotée").click()
    write("couler")
    writing.keyboard.press("Enter")
    writing.keyboard.press("Enter")
    tools.get_by_role("button", name="Lien").click()
    writing.get_by_label("Adresse du lien").fill("www.example.org/béton")
    writing.get_by_role("button", name="Valider").click()
    writing.locator(".redaction").get_by_role("button", name="Publier").click()
    expect(writing.locator("article.publication", has_text="penché").first).to_be_visible()

    martin = open_sheet(sign_in(page(apache_site, 360), MARTIN), MARTIN, CODE)
    text = martin.locator("article.publication .texte", has_text="penché").first
    for selector, word in (
        ("strong", "gras"),
        ("em", "penché"),
        ("u", "souligné"),
        (".taille-petit", "petit"),
        (".taille-grand", "grand"),
        (".taille-tres-grand", "énorme"),
        ("ul > li:nth-child(2)", "ciment"),
        ("ol > li", "couler"),
        ("a[href^='https://www.example.org/'][rel='noopener nofollow']", "www.example.org"),
    ):
        expect(text.locator(selector).first).to_contain_text(word)


def test_shortcuts_do_what_the_toolbar_does(writing):
    """B8"""
    keys = writing.keyboard
    for shortcut, word in (("Control+b", "gras"), ("Control+i", "penché"), ("Control+u", "souligné")):
        keys.press(shortcut)
        keys.type(word)
        keys.press(shortcut)
    keys.press("Control+.")
    keys.type("grand")
    keys.press("Control+,")
    keys.press("Enter")
    keys.press("Control+Shift+7")
    keys.type("un")
    html = typed_html(writing)
    for expected in (
        "<strong>gras</strong>",
        "<em>penché</em>",
        "<u>souligné</u>",
        '<span class="taille-grand">grand</span>',
        "<ol><li><p>un</p></li></ol>",
    ):
        assert expected in html
    keys.press("Control+z")
    assert "un</p>" not in typed_html(writing)


def test_a_link_is_set_by_keyboard_and_a_wrong_address_is_explained(writing):
    keys = writing.keyboard
    keys.type("notre site")
    keys.press("Control+Shift+ArrowLeft")
    keys.press("Control+k")
    expect(writing.get_by_label("Adresse du lien")).to_be_focused()
    keys.type("javascript:alert(1)")
    keys.press("Enter")
    expect(writing.locator(".lien-saisie [role=alert]")).to_contain_text("ni une adresse de page")
    writing.get_by_label("Adresse du lien").fill("contact@example.org")
    keys.press("Enter")
    expect(writing.locator(".editeur-texte")).to_be_focused()
    assert '<a href="mailto:contact@example.org" rel="noopener nofollow">site</a>' in typed_html(writing)


def test_the_toolbar_is_one_stop_with_arrows_inside(writing):
    """B8: WAI-ARIA toolbar"""
    writing.keyboard.press("Shift+Tab")
    expect(writing.get_by_role("button", name="Gras")).to_be_focused()
    writing.keyboard.press("ArrowRight")
    expect(writing.get_by_role("button", name="Italique")).to_be_focused()
    writing.keyboard.press("End")
    expect(writing.get_by_role("button", name="Photos dans le texte")).to_be_focused()
    writing.keyboard.press("Escape")
    expect(writing.locator(".editeur-texte")).to_be_focused()


@pytest.mark.parametrize(
    ("source", "kept", "gone"),
    [
        (
            WORD,
            [
                "Compte <strong>rendu</strong>",
                '<span class="taille-tres-grand">gros</span>',
                "<ul><li><p>Premier point</p></li><li><p>Second point</p></li></ul>",
            ],
            ["·", "Mso", "style=", "color"],
        ),
        (
            MAIL,
            ["<u>carreleur</u>", "<em>mardi</em>", '<span class="taille-grand">Cité</span>'],
            ["blockquote", "font", "color", "div"],
        ),
        (
            WEB,
            [
                '<span class="taille-grand"><strong>Isolation</strong></span>',
                '<a href="https://www.example.org/laine" rel="noopener nofollow">la fiche</a>',
                "<p>Case</p>",
                "piège",
            ],
            ["script", "alert", "caché", "stranger", "table", "h2", "onclick"],
        ),
    ],
    ids=["word", "mail", "web"],
)
def test_pasting_keeps_only_what_a_publication_may_hold(writing, source, kept, gone):
    """S11; that nothing of it runs or is loaded is what the `page` fixture watches over"""
    paste(writing, source)
    html = typed_html(writing)
    for each in kept:
        assert each in html, html
    for each in gone:
        assert each not in html, html


def test_a_draft_is_finished_on_another_machine(page, apache_site):
    """B4: kept by a pause of a second, on the server; the device that has an older one is told"""
    office, site = (open_sheet(sign_in(page(apache_site, width), KARIM), KARIM, CODE) for width in (1280, 360))
    begin_publication(office)
    with office.expect_response("**/brouillon"):
        office.keyboard.type("Commencé au bureau")
    expect(office.locator(".redaction")).to_contain_text("Brouillon enregistré")

    site.reload()
    expect(begin_publication(site)).to_have_text("Commencé au bureau")
    site.keyboard.press("Control+End")
    with site.expect_response("**/brouillon"):
        site.keyboard.type(", fini sur place.")
    office.reload()
    expect(begin_publication(office)).to_have_text("Commencé au bureau, fini sur place.")
    office.locator(".redaction").get_by_role("button", name="Publier").click()
    expect(office.locator("article.publication", has_text="fini sur place")).to_have_count(1)
    site.reload()
    expect(site.locator(".redaction .editeur-texte")).to_have_count(0)
    expect(site.locator("article.publication", has_text="fini sur place")).to_have_count(1)


def test_what_is_written_without_network_is_there_after_a_reload(page, apache_site):
    """B4: the draft of the device is newer than that of the server"""
    view = open_sheet(sign_in(page(apache_site, 360), KARIM), KARIM, "CH-2026-001")
    begin_publication(view)
    with view.expect_response("**/brouillon"):
        view.keyboard.type("Avant le tunnel")
    expect(view.locator(".redaction")).to_contain_text("Brouillon enregistré")
    view.route("**/brouillon", lambda route: route.abort())
    view.keyboard.type(", dans le tunnel")
    expect(view.locator(".redaction")).to_contain_text("gardé sur cet appareil")
    view.reload()
    expect(view.locator(".editeur-texte")).to_have_text("Avant le tunnel, dans le tunnel")
    note = view.locator(".brouillon-retrouve")
    expect(note).to_contain_text("Brouillon retrouvé")
    note.get_by_role("button", name="Reprendre celui du serveur").click()
    expect(view.locator(".editeur-texte")).to_have_text("Avant le tunnel")
    view.unroute("**/brouillon")
    view.keyboard.press("Control+End")
    view.locator(".redaction").get_by_role("button", name="Publier").click()
    expect(view.locator("article.publication", has_text="Avant le tunnel")).to_have_count(1)


def test_the_preview_shows_what_the_client_will_see_and_publishes(writing):
    writing.keyboard.press("Control+b")
    writing.keyboard.type("Vu avant publication")
    writing.get_by_role("button", name="Aperçu").click()
    dialog = writing.get_by_role("dialog", name="Tel que le client le verra")
    expect(dialog.locator("article .texte strong")).to_have_text("Vu avant publication")
    expect(dialog.get_by_text("Modifier", exact=True)).to_have_count(0)
    dialog.get_by_role("button", name="Reprendre la rédaction").click()
    expect(dialog).to_have_count(0)
    expect(writing.get_by_role("button", name="Aperçu")).to_be_focused()
    writing.get_by_role("button", name="Aperçu").click()
    dialog.get_by_role("button", name="Publier").click()
    expect(writing.locator("article.publication", has_text="Vu avant publication")).to_have_count(1)


def test_two_who_edit_at_once_lose_nothing(page, apache_site):
    """B2"""
    julie = open_sheet(sign_in(page(apache_site), JULIE), JULIE, CODE)
    karim = sign_in(page(apache_site, 360), KARIM)
    number = publish(julie, "La cuisine sera posée lundi.")
    for view in (julie, karim):
        view.goto(f"/admin/fiches/{CODE}/publications/{number}/modifier")
        view.locator(".editeur-texte").click()
        view.keyboard.press("Control+a")
    julie.keyboard.type("Posée mardi, dit Julie.")
    julie.get_by_role("button", name="Enregistrer").click()
    julie.wait_for_url(re.compile(rf"#publication-{number}$"))
    expect(julie.locator(f"#publication-{number} .texte")).to_have_text("Posée mardi, dit Julie.")

    karim.keyboard.type("Posée jeudi, dit Karim.")
    karim.get_by_role("button", name="Enregistrer").click()
    expect(karim.locator(".texte-enregistre .texte")).to_have_text("Posée mardi, dit Julie.")
    expect(karim.locator(".texte-tape .texte")).to_have_text("Posée jeudi, dit Karim.")
    expect(karim.locator(".editeur-texte")).to_have_text("Posée jeudi, dit Karim.")
    karim.get_by_role("button", name="Enregistrer").click()
    karim.wait_for_url(re.compile(rf"#publication-{number}$"))
    expect(karim.locator(f"#publication-{number} .texte")).to_have_text("Posée jeudi, dit Karim.")


def test_where_the_editor_cannot_come_the_text_area_serves(page, apache_site):
    """B7, and a network that lets only some things through"""
    julie = sign_in(page(apache_site, 360), JULIE)
    julie.route("**/vendor/prose-editor.js*", lambda route: route.abort())
    open_sheet(julie, JULIE, CODE)
    julie.locator("details.redaction > summary").click()
    julie.get_by_label("Texte", exact=True).fill("Écrit sans éditeur.\n\nDeuxième paragraphe.")
    julie.locator(".redaction").get_by_role("button", name="Publier").click()
    entry = julie.locator("article.publication", has_text="Écrit sans éditeur.").first
    expect(entry.locator(".texte p")).to_have_count(2)


@pytest.mark.parametrize("width", [360, 1280])
def test_writing_and_preview_keep_nobody_out(page, apache_site, width):
    """B8, S5: axe, targets of 44 px on phones, nothing sideways at 320 px"""
    view = open_sheet(sign_in(page(apache_site, width, reduced_motion="reduce"), JULIE), JULIE, CODE)
    begin_publication(view)
    view.keyboard.type("Un peu de texte")
    view.get_by_role("button", name="Lien").click()
    problems = serious_findings(view, "editor with its link panel")
    if width == 360:
        problems += small_targets(view) + sideways(view)
    view.keyboard.press("Escape")
    view.get_by_role("button", name="Aperçu").click()
    expect(view.locator("dialog article .texte")).to_contain_text("Un peu de texte")
    problems += serious_findings(view, "preview")
    if width == 360:
        problems += small_targets(view) + sideways(view)
    assert not problems, "\n".join(problems)
