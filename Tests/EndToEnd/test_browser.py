"""Real browsers: live updates between two people, drafts, bad networks, keyboard, small screens, accessibility."""

import re

import pytest
from playwright.sync_api import expect

from support.browsing import (
    LIVE,
    comment_form,
    open_sheet,
    publish,
    serious_findings,
    sideways,
    sign_in,
    small_targets,
)
from support.demonstration import JULIE, MARTIN, SOPHIE

CODE = "CH-2026-002"


def test_two_people_see_each_others_changes_without_reloading(page, apache_site):
    """S8"""
    julie = open_sheet(sign_in(page(apache_site, 1280), JULIE), JULIE)
    martin = open_sheet(sign_in(page(apache_site, 360, 740), MARTIN), MARTIN)

    number = publish(julie, "Les menuiseries arrivent jeudi.")
    entry = martin.locator(f"#publication-{number}")
    expect(entry).to_contain_text("Les menuiseries arrivent jeudi.", timeout=LIVE)

    comment_form(martin, number).fill("À quelle heure ?")
    entry.get_by_role("button", name="Envoyer").first.click()
    expect(julie.locator(f"#publication-{number} .commentaire")).to_contain_text("À quelle heure ?", timeout=LIVE)

    note = julie.locator(f"#commentaire-{number}-1")
    note.locator("> .gestes > details > summary").click()
    note.locator("> .gestes > details textarea").fill("Vers 9 h.")
    note.locator("> .gestes > details button").click()
    nested = martin.locator(f"#commentaire-{number}-1 #commentaire-{number}-2")
    expect(nested).to_contain_text("Vers 9 h.", timeout=LIVE)

    julie.goto(f"/admin/fiches/{CODE}/publications/{number}/annuler")
    julie.get_by_label("Motif").fill("Livraison reportée")
    julie.get_by_role("button", name="Annuler la publication").click()
    expect(entry).to_have_class(re.compile(r"\bannulee\b"), timeout=LIVE)
    expect(entry).to_contain_text("Livraison reportée")

    julie.goto(f"/admin/fiches/{CODE}/publications/{number}/supprimer")
    julie.get_by_role("button", name="Supprimer définitivement").click()
    expect(entry).to_have_count(0, timeout=LIVE)


def test_what_arrives_moves_neither_typing_nor_reading(page, apache_site):
    """S8: focus, caret, scroll position and half-typed text stay"""
    julie = open_sheet(sign_in(page(apache_site), JULIE), JULIE, "CH-2026-003")
    sophie = open_sheet(sign_in(page(apache_site, 360, 740), SOPHIE), SOPHIE, "CH-2026-003")

    third = int(sophie.locator("article.publication").nth(2).get_attribute("data-numero"))
    area = comment_form(sophie, third)
    area.press_sequentially("Bonjour, une question")
    for _ in range(8):
        area.press("ArrowLeft")
    state = "({area}) => [document.activeElement === area, area.selectionStart, area.value, area.getBoundingClientRect().top]"
    probe = state.replace("({area})", "(area)")
    before = area.evaluate(probe)
    assert before[0] and before[2] == "Bonjour, une question"

    number = publish(julie, "Une entrée qui arrive pendant que l’on écrit.\n\n" + "Longue. " * 200)
    own = comment_form(julie, third)
    own.fill("Et une réponse de CLO juste au-dessus.")
    julie.locator(f"#publication-{third} > details button").click()
    expect(sophie.locator(f"#publication-{third} .commentaires")).to_contain_text("juste au-dessus", timeout=LIVE)
    expect(sophie.locator(f"#publication-{number}")).to_have_count(1)

    after = area.evaluate(probe)
    assert after[:3] == before[:3], "focus, caret and text"
    # The comment came in just above the form, inside what is being read: the entry that was at the top stays there.
    pill = sophie.get_by_role("button", name=re.compile("nouveauté"))
    expect(pill).to_be_visible()
    pill.click()
    expect(sophie.locator(f"#publication-{number}")).to_be_in_viewport()
    assert area.input_value() == "Bonjour, une question"


def test_reading_stays_where_it_is_when_something_arrives_above(page, apache_site):
    sophie = open_sheet(sign_in(page(apache_site, 768), SOPHIE), SOPHIE, "CH-2026-003")
    julie = open_sheet(sign_in(page(apache_site), JULIE), JULIE, "CH-2026-003")
    read = sophie.locator("article.publication").nth(5)
    read.evaluate("article => article.scrollIntoView({block: 'start', behavior: 'instant'})")
    number = read.get_attribute("data-numero")
    top = "n => Math.round(document.querySelector(`#publication-${n}`).getBoundingClientRect().top)"
    before = sophie.evaluate(top, number)
    fresh = publish(julie, "Arrivée tout en haut. " * 30)
    expect(sophie.locator(f"#publication-{fresh}")).to_have_count(1, timeout=LIVE)
    assert abs(sophie.evaluate(top, number) - before) <= 2


def test_a_deleted_publication_leaves_the_text_that_was_being_typed_under_it(page, apache_site):
    julie = open_sheet(sign_in(page(apache_site), JULIE), JULIE)
    number = publish(julie, "Bientôt effacée.")
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    comment_form(martin, number).fill("Je n’ai pas fini")
    julie.goto(f"/admin/fiches/{CODE}/publications/{number}/supprimer")
    julie.get_by_role("button", name="Supprimer définitivement").click()
    expect(martin.locator(".supprimee textarea")).to_have_value("Je n’ai pas fini", timeout=LIVE)


def test_polling_pauses_while_the_page_is_hidden(page, apache_site):
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    asked = []
    martin.on("request", lambda request: asked.append(request.url) if "nouveautes" in request.url else None)
    hide = "state => { Object.defineProperty(document, 'hidden', {get: () => state, configurable: true});"
    hide += " document.dispatchEvent(new Event('visibilitychange')); }"
    martin.evaluate(hide, True)
    martin.wait_for_timeout(5_500)  # longer than the pace of a visible page
    assert asked == []
    with martin.expect_request(lambda request: "nouveautes" in request.url):
        martin.evaluate(hide, False)


def test_what_is_typed_survives_a_reload_and_leaves_when_sent(page, apache_site):
    """B4"""
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    number = int(martin.locator("article.publication").first.get_attribute("data-numero"))
    area = comment_form(martin, number)
    area.fill("Un brouillon précieux")
    martin.reload()
    area = martin.locator(f"#publication-{number} > details textarea")
    expect(area).to_have_value("Un brouillon précieux")
    expect(area).to_be_visible()
    expect(martin.get_by_text("Brouillon retrouvé.")).to_be_visible()
    martin.locator(f"#publication-{number} > details").get_by_role("button", name="Envoyer").click()
    expect(martin.locator(f"#publication-{number} .commentaires")).to_contain_text("Un brouillon précieux")
    martin.reload()
    expect(martin.locator(f"#publication-{number} > details textarea")).to_have_value("")


def test_signing_out_clears_the_drafts(page, apache_site):
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    number = int(martin.locator("article.publication").first.get_attribute("data-numero"))
    comment_form(martin, number).fill("Rien que pour moi")
    martin.wait_for_function("() => Object.keys(localStorage).some(key => key.startsWith('clo:brouillon:'))")
    martin.get_by_role("button", name="Déconnexion").click()
    martin.wait_for_url("**/connexion")
    assert martin.evaluate("() => Object.keys(localStorage).filter(key => key.startsWith('clo:'))") == []


def test_a_cut_network_neither_loses_nor_doubles(page, apache_site):
    """B3, B4: the answer is lost after the server has done the work, then the network is gone, then it is back"""
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    number = int(martin.locator("article.publication").first.get_attribute("data-numero"))
    comment_form(martin, number).fill("Envoyé dans un tunnel")
    lost = []

    def lose_the_answer(route):
        if not lost:
            lost.append(route.fetch().status)
        route.abort()

    martin.route("**/commentaires", lose_the_answer)
    button = martin.locator(f"#publication-{number} > details > form > button")
    button.click()
    expect(martin.get_by_text("Pas de réseau")).to_be_visible()
    assert lost == [204], "the server did it, and the browser does not know"
    martin.unroute("**/commentaires")
    martin.get_by_role("button", name="Réessayer maintenant").click()
    notes = martin.locator(f"#publication-{number} .note", has_text="Envoyé dans un tunnel")
    expect(notes).to_have_count(1)
    martin.reload()
    expect(notes).to_have_count(1)


def test_a_double_tap_sends_once(page, apache_site):
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    number = int(martin.locator("article.publication").first.get_attribute("data-numero"))
    comment_form(martin, number).fill("Tapé deux fois")
    martin.locator(f"#publication-{number} > details > form > button").dblclick()
    notes = martin.locator(f"#publication-{number} .note", has_text="Tapé deux fois")
    expect(notes).to_have_count(1)
    martin.reload()
    expect(notes).to_have_count(1)


def test_an_expired_session_keeps_the_text_and_sends_it_after_signing_in_again(page, apache_site):
    """B4"""
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    number = int(martin.locator("article.publication").first.get_attribute("data-numero"))
    area = comment_form(martin, number)
    area.fill("Après une longue pause")
    with apache_site.database() as database:
        database.execute("DELETE FROM session")
    button = martin.locator(f"#publication-{number} > details > form > button")
    button.click()
    expect(martin.locator(f"#publication-{number} > details .erreur")).to_contain_text("Votre session a expiré")
    assert area.input_value() == "Après une longue pause"
    other = martin.context.new_page()
    sign_in(other, MARTIN)
    button.click()
    expect(martin.locator(f"#publication-{number} .commentaires")).to_contain_text("Après une longue pause")


def test_a_refused_comment_says_why_in_its_form(page, apache_site):
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    number = int(martin.locator("article.publication").first.get_attribute("data-numero"))
    area = comment_form(martin, number)
    area.fill("   ")
    martin.locator(f"#publication-{number} > details > form > button").click()
    expect(martin.locator(f"#publication-{number} > details [role=alert]")).to_contain_text("Écrivez votre commentaire")


def test_older_publications_are_loaded_in_place(page, apache_site):
    """B5"""
    sophie = open_sheet(sign_in(page(apache_site), SOPHIE), SOPHIE, "CH-2026-003")
    articles = sophie.locator("article.publication")
    expect(articles).to_have_count(20)
    sophie.get_by_role("link", name="Publications plus anciennes").click()
    expect(articles).to_have_count(40)
    assert "apres=" not in sophie.url, "the page stays the same"
    sophie.get_by_role("link", name="Publications plus anciennes").click()
    expect(articles).to_have_count(60)
    numbers = articles.evaluate_all("all => all.map(article => article.id)")
    assert len(set(numbers)) == len(numbers), "none comes twice"


def test_a_worksite_is_opened_with_the_keyboard_alone(page, apache_site):
    """S9, B8"""
    julie = sign_in(page(apache_site), JULIE)
    julie.keyboard.type("ch-2026-00")
    expect(julie.get_by_role("option")).to_have_count(3)
    expect(julie.get_by_role("combobox")).to_have_attribute("aria-expanded", "true")
    julie.keyboard.press("ArrowDown")
    julie.keyboard.press("ArrowDown")
    expect(julie.get_by_role("option", selected=True)).to_contain_text("CH-2026-002")
    julie.keyboard.press("Enter")
    julie.wait_for_url(f"**/admin/fiches/{CODE}")


def test_a_comment_is_written_with_the_keyboard_alone(page, apache_site):
    """B8"""
    martin = open_sheet(sign_in(page(apache_site), MARTIN), MARTIN)
    summary = martin.locator("article.publication > details > summary").first
    summary.focus()
    martin.keyboard.press("Enter")
    martin.keyboard.press("Tab")
    martin.keyboard.type("Au clavier seulement")
    martin.keyboard.press("Tab")
    martin.keyboard.press("Enter")
    written = martin.locator("article.commentaire", has_text="Au clavier seulement").last
    expect(written).to_be_visible()
    expect(written).to_be_focused()


def pages_to_look_at():
    yield None, "/compte-client/connexion"
    yield None, "/admin/connexion"
    yield MARTIN, "/compte-client/"
    yield None, "/compte-client/mot-de-passe-oublie"
    yield None, "/compte-client/premiere-connexion"
    yield MARTIN, "/compte-client/informations"
    yield MARTIN, "/compte-client/notifications"
    yield MARTIN, "/compte-client/contrats"
    yield MARTIN, "/compte-client/mes-donnees"
    yield MARTIN, "/compte-client/mes-donnees/effacement"
    yield MARTIN, "/compte-client/mot-de-passe"
    yield MARTIN, "/compte-client/securite"
    yield MARTIN, "/compte-client/securite/codes"
    yield MARTIN, "/compte-client/identite"
    yield MARTIN, "/compte-client/rien"
    yield MARTIN, "/compte-client/fiches/CH-2026-001?tout=1"
    yield SOPHIE, "/compte-client/fiches/CH-2026-003"
    yield MARTIN, f"/compte-client/fiches/{CODE}/publications/1/commentaires"
    yield None, "/compte-client/connexion/code"
    yield None, "/compte-client/acces/" + "A" * 43
    yield None, "/admin/mot-de-passe-oublie"
    yield None, "/admin/premiere-connexion"
    yield JULIE, "/admin/mot-de-passe"
    yield JULIE, "/admin/securite"
    yield JULIE, "/admin/securite/codes"
    yield JULIE, "/admin/identite"
    yield JULIE, "/admin/"
    yield JULIE, "/admin/fiches?chantier=CH-2026"
    yield JULIE, "/admin/fiches/CH-2026-001"
    yield JULIE, "/admin/fiches/CH-2026-001/publications/3/modifier"
    yield JULIE, "/admin/fiches/CH-2026-001/publications/3/annuler"
    yield JULIE, "/admin/fiches/CH-2026-001/publications/3/supprimer"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_serious_accessibility_finding_and_no_sideways_scrolling(page, apache_site, width, scheme):
    """B8, S5: every page, light and dark; at 320 px nothing scrolls sideways; targets of 44 px on phones"""
    problems = []
    for account in (None, MARTIN, SOPHIE, JULIE):
        view = page(apache_site, width, color_scheme=scheme, reduced_motion="reduce")
        if account:
            sign_in(view, account)
        for owner, path in pages_to_look_at():
            if owner != account:
                continue
            view.goto(path)
            view.evaluate("() => document.querySelectorAll('details').forEach((each, n) => { each.open = n < 3 })")
            where = f"{path} {width} {scheme}"
            problems += serious_findings(view, where)
            if width == 360:
                problems += [f"{where}: small target {each}" for each in small_targets(view)]
                problems += [f"{where}: {each}" for each in sideways(view)]
    assert not problems, "\n".join(problems)


def test_publications_are_separated_by_three_lines_at_least(page, apache_site):
    """S14"""
    for width in (320, 1280):
        view = open_sheet(sign_in(page(apache_site, width), MARTIN), MARTIN, "CH-2026-001")
        gaps = view.evaluate(
            """() => {
                const articles = [...document.querySelectorAll('article.publication')];
                const line = parseFloat(getComputedStyle(articles[0].querySelector('.texte')).lineHeight);
                const content = article => article.lastElementChild.getBoundingClientRect().bottom;
                return articles.slice(1).map((article, n) =>
                    (article.querySelector('.entree-tete, .entree').getBoundingClientRect().top - content(articles[n])) / line);
            }"""
        )
        assert min(gaps) >= 3, (width, gaps)


def test_everything_works_without_javascript(page, apache_site):
    """B7"""
    julie = sign_in(page(apache_site, 360, java_script_enabled=False), JULIE)
    julie.get_by_label("Identifiant du chantier").fill(CODE)
    julie.get_by_role("button", name="Ouvrir").click()
    julie.locator("details.redaction > summary").click()
    julie.get_by_label("Texte").fill("Publié sans script.")
    julie.get_by_role("button", name="Publier").click()
    entry = julie.locator("article.publication", has_text="Publié sans script.")
    expect(entry).to_be_visible()
    entry.locator("> details > summary").click()
    entry.get_by_label("Votre commentaire").fill("Commenté sans script.")
    entry.get_by_role("button", name="Envoyer").click()
    expect(entry.locator(".commentaire")).to_contain_text("Commenté sans script.")
    entry.get_by_role("link", name="Supprimer", exact=True).first.click()
    julie.get_by_role("button", name="Supprimer définitivement").click()
    expect(julie.locator("section.clo")).to_contain_text("est supprimée")
