"""What people do in a real browser, in the words of the tests."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

LIVE = 6_000  # « within 5 s » (S8), and a second for the browser to draw


def sign_in(page, account):
    page.goto(f"/{account.area}/connexion")
    page.get_by_label("Identifiant").fill(account.identifier)
    page.get_by_label("Mot de passe", exact=True).fill(account.password)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"**/{account.area}/")
    return page


def open_sheet(page, account, code="CH-2026-002"):
    page.goto(f"/{account.area}/fiches/{code}")
    return page


def begin_publication(page):
    """Opens the form on the sheet and returns its editor, which is loaded then."""
    details = page.locator("details.redaction")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    editor = page.locator(".redaction .editeur-texte")
    editor.click()
    return editor


def publish(page, text):
    """Through the form on the sheet; returns the number once the publication stands on the page."""
    begin_publication(page)
    for at, paragraph in enumerate(text.split("\n\n")):
        if at:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(paragraph)
    page.locator(".redaction").get_by_role("button", name="Publier").click()
    entry = page.locator("article.publication", has_text=text.splitlines()[0].strip()).first
    expect(entry).to_be_visible()
    return int(entry.get_attribute("data-numero"))


def comment_form(page, number):
    """Opens the form under a publication and returns its text area."""
    article = page.locator(f"#publication-{number}")
    details = article.locator("> details.repondre")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    return details.locator("textarea")


def serious_findings(view, where: str) -> list[str]:
    """What axe finds on the page as it is, as far as it keeps people out."""
    return [
        f"{where}: {finding['id']} {[node['target'] for node in finding['nodes']][:3]}"
        for finding in Axe().run(view).response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]


def small_targets(view) -> list[str]:
    """Buttons, fields and links that stand alone (links inside a sentence may be as small as their text).

    What ticks a box is its label, when the box stands in it.
    """
    return view.evaluate(
        """() => [...document.querySelectorAll('section.clo :is(button, summary, select, input:not([type=hidden]), .bouton)')]
            .filter(each => each.checkVisibility())
            .map(each => [each, (each.matches('[type=checkbox], [type=radio]') && each.closest('label') || each)
                .getBoundingClientRect()])
            .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
            .map(([each, box]) => `${each.outerHTML.slice(0, 80)} ${Math.round(box.width)}×${Math.round(box.height)}`)
            .slice(0, 5)"""
    )


def sideways(view) -> list[str]:
    """Whether the page is wider than a screen of 320 px."""
    size = view.viewport_size
    view.set_viewport_size({"width": 320, "height": 640})
    wide = view.evaluate("() => document.documentElement.scrollWidth")
    view.set_viewport_size(size)
    return [f"{wide} px wide at 320 px"] if wide > 320 else []
