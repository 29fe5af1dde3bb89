"""The main job over HTTP, without JavaScript, under each front: publish, read, comment, cancel, delete, see news."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support.demonstration import ADMIN, JULIE, KARIM, MARTIN, SOPHIE
from support.visitor import readable

CODE = "CH-2026-002"
PARIS = ZoneInfo("Europe/Paris")


def publish(employee, code, texte, **fields):
    """Publishes through the form on the sheet and returns the number of the new publication."""
    employee.open_sheet(JULIE, code)
    employee.submit("form.form-publication", texte=texte, **fields)
    assert employee.status == 200, employee.text()
    return int(re.search(r"#publication-(\d+)$", employee.address)[1])


def article(visitor, number):
    return visitor.one(f"article#publication-{number}")


def comment(visitor, number, texte, parent=""):
    """Comments a publication, or answers a comment, and returns the number of the new comment."""
    form = lambda each: (  # noqa: E731
        each.get("action", "").endswith(f"/publications/{number}/commentaires")
        and each.select_one("[name=parent]")["value"] == str(parent)
    )
    visitor.submit(form, texte=texte)
    assert visitor.status == 200, visitor.text()
    return int(re.search(rf"#commentaire-{number}-(\d+)$", visitor.address)[1])


def test_an_employee_types_a_code_publishes_and_the_client_reads_and_answers(site):
    """S9, S10, S15, B1"""
    julie = site.visitor(JULIE)
    julie.submit("form.form-chantier", chantier=CODE.lower())
    assert julie.path == f"/admin/fiches/{CODE}"
    number = publish(julie, CODE, "La chape est coulée.\n\nSéchage : trois semaines.")

    martin = site.visitor(MARTIN)
    # His own, and among them what other tests have opened for him.
    listed = {link["href"] for link in martin.all("a.fiche")}
    assert listed >= {"/compte-client/fiches/CH-2026-001", "/compte-client/fiches/CH-2026-002"}
    assert "/compte-client/fiches/CH-2026-003" not in listed
    martin.follow(f'a[href="/compte-client/fiches/{CODE}"]')
    entry = article(martin, number)
    assert [readable(p) for p in entry.select(".texte p")] == ["La chape est coulée.", "Séchage : trois semaines."]
    assert "Julie Moreau, CLO" in readable(entry) and f"n° {number}" in readable(entry)

    first = comment(martin, number, "Peut-on marcher dessus ?")
    martin.open_sheet(MARTIN, CODE)
    julie.open_sheet(JULIE, CODE)
    reply = comment(julie, number, "Pas avant vendredi.", parent=first)
    nested = comment(martin, number, "Merci !", parent=first)
    martin.open_sheet(MARTIN, CODE)
    thread = martin.one(f"#commentaire-{number}-{first}")
    assert thread.select_one(f"#commentaire-{number}-{reply}") and thread.select_one(f"#commentaire-{number}-{nested}")
    assert f"{number}.{reply}" in readable(thread)


def test_the_header_shows_what_the_customer_asked_for(apache_site):
    """S6"""
    sophie = apache_site.visitor(SOPHIE)
    sophie.open_sheet(SOPHIE, "CH-2026-003")
    header = readable(sophie.one("header.cartouche"))
    for label in ("Client", "Adresse", "Chantier n°", "Début", "Fin prévue", "État"):
        assert label in header
    assert "Sophie Bernard" in header and "CH-2026-003" in header
    assert sophie.one("header.cartouche img")["alt"] == "CLO"
    assert "Reprise du chantier" in header, "the works of the demonstration were finished, then resumed (S18)"


def test_milestones_show_in_the_entry_and_in_the_header(apache_site):
    """S18: a sheet is never closed"""
    julie = apache_site.visitor(JULIE)
    number = publish(julie, CODE, "Réception faite.", etape="termine")
    assert "Chantier terminé" in readable(article(julie, number))
    julie.open_sheet(JULIE, CODE)
    assert "Chantier terminé" in readable(julie.one("header.cartouche"))
    again = publish(julie, CODE, "Nous revenons pour la terrasse.", etape="reprise")
    julie.open_sheet(JULIE, CODE)
    assert "Reprise du chantier" in readable(julie.one("header.cartouche"))
    for each in (number, again):
        julie.get(f"/admin/fiches/{CODE}/publications/{each}/supprimer")
        julie.submit(".carte form")
    assert "En cours" in readable(julie.one("header.cartouche"))


def test_a_publication_may_be_dated_in_the_past_never_in_the_future(apache_site):
    """S10"""
    julie = apache_site.visitor(JULIE)
    number = publish(julie, CODE, "Oubliée la semaine dernière.", date="2026-09-01T08:30")
    assert "1er septembre 2026 à 8 h 30" in readable(article(julie, number))

    julie.open_sheet(JULIE, CODE)
    future = (datetime.now(PARIS) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    julie.submit("form.form-publication", texte="Demain peut-être", date=future)
    assert julie.status == 422
    assert "dans le futur" in julie.text("form.form-publication .erreur")
    assert julie.one("form.form-publication textarea").get_text().strip() == "Demain peut-être", "nothing typed is lost"


def test_rich_text_keeps_what_is_allowed_and_drops_the_rest(apache_site):
    """S11"""
    julie = apache_site.visitor(JULIE)
    number = publish(
        julie,
        CODE,
        '<p>Du <strong>gras</strong>, <em>italique</em>, <u>souligné</u>, <span class="taille-grand">grand</span> '
        '<a href="https://example.fr/plan" onclick="x()">plan</a></p><ul><li>un</li></ul>'
        "<script>alert(1)</script><p style='color:red' id=x><a href='javascript:alert(1)'>piège</a></p>",
    )
    text = article(julie, number).select_one(".texte")
    assert [each.name for each in text.select("strong, em, u, span, a, li")] == ["strong", "em", "u", "span", "a", "li"]
    link = text.select_one("a")
    assert link["href"] == "https://example.fr/plan" and set(link["rel"]) == {"noopener", "nofollow"}
    assert "piège" in readable(text) and "javascript" not in str(text) and "alert" not in str(text)
    assert not text.select("[style], [id], [onclick], script")


def test_cancelling_greys_and_restoring_brings_back(site):
    """S13"""
    julie, karim, martin = site.visitor(JULIE), site.visitor(KARIM), site.visitor(MARTIN)
    number = publish(julie, CODE, "Cloison montée.")
    karim.open_sheet(KARIM, CODE)
    karim.follow(article(karim, number).select_one('a[href$="/annuler"]'))
    karim.submit(".carte form", motif="Le plan a changé")
    martin.open_sheet(MARTIN, CODE)
    entry = article(martin, number)
    assert "annulee" in entry["class"]
    assert re.search(r"Annulée le .+ par Karim Benali : Le plan a changé", readable(entry))
    assert "Cloison montée." in readable(entry), "it stays readable"

    julie.open_sheet(JULIE, CODE)
    julie.follow(article(julie, number).select_one('a[href$="/retablir"]'))
    julie.submit(".carte form")
    assert "annulee" not in article(julie, number)["class"]


def test_any_employee_deletes_any_publication_with_its_comments(site):
    """S12; what will go is said before"""
    julie, karim, martin = site.visitor(JULIE), site.visitor(KARIM), site.visitor(MARTIN)
    number = publish(julie, CODE, "À effacer.")
    martin.open_sheet(MARTIN, CODE)
    first = comment(martin, number, "Vu.")
    martin.open_sheet(MARTIN, CODE)
    comment(martin, number, "Et encore.", parent=first)
    karim.open_sheet(KARIM, CODE)
    karim.follow(article(karim, number).select_one('a[href$="/supprimer"]'))
    assert "1 publication et 2 commentaires" in karim.text()
    karim.submit(".carte form")
    assert f"La publication n° {number} est supprimée." in karim.text()
    martin.open_sheet(MARTIN, CODE)
    assert not martin.all(f"#publication-{number}")
    assert publish(julie, CODE, "La suivante.") == number + 1, "numbers are never used again (B1)"


def test_a_comment_is_deleted_by_its_author_with_its_replies(site):
    """S15"""
    julie, martin = site.visitor(JULIE), site.visitor(MARTIN)
    number = publish(julie, CODE, "Une question ?")
    martin.open_sheet(MARTIN, CODE)
    mine = comment(martin, number, "Ma remarque.")
    julie.open_sheet(JULIE, CODE)
    hers = comment(julie, number, "Ma réponse.", parent=mine)
    martin.open_sheet(MARTIN, CODE)
    links = [link["href"] for link in article(martin, number).select('a[href$="/supprimer"]')]
    assert links == [f"/compte-client/fiches/{CODE}/commentaires/{number}.{mine}/supprimer"], "only his own"
    martin.get(links[0])
    assert "Votre commentaire et 1 réponse" in martin.text()
    martin.submit(".carte form")
    assert not martin.all(f"#commentaire-{number}-{mine}") and not martin.all(f"#commentaire-{number}-{hers}")


def test_editing_says_who_and_when_and_a_conflict_shows_both_texts(apache_site):
    """B2"""
    julie, karim = apache_site.visitor(JULIE), apache_site.visitor(KARIM)
    number = publish(julie, CODE, "Première version.")
    page = f"/admin/fiches/{CODE}/publications/{number}/modifier"
    julie.get(page)
    karim.get(page)
    assert julie.one("textarea").get_text().strip() == "Première version."
    julie.submit("form.form-publication", texte="Version de Julie.")
    assert "Modifiée le" in readable(article(julie, number))
    karim.submit("form.form-publication", texte="Version de Karim.")
    assert karim.status == 409
    assert "Version de Julie." in karim.text(".conflit")
    assert karim.one("textarea").get_text().strip() == "Version de Karim."
    karim.submit("form.form-publication", texte="Les deux.")
    assert "Les deux." in readable(article(karim, number)) and "par Karim Benali" in readable(article(karim, number))


def test_a_repeated_submission_is_done_once(site):
    """B3: double click, retry, back-and-resend"""
    martin = site.visitor(MARTIN)
    martin.open_sheet(MARTIN, CODE)
    form = martin.form("form.form-commentaire")
    fields = [(name, "Une seule fois" if name == "texte" else value) for name, value in martin.fields(form)]
    addresses = {martin.post(form["action"], data=fields).url for _ in range(3)}
    assert len(addresses) == 1, "each sending leads to the same comment"
    number = re.search(r"#commentaire-(\d+)-", addresses.pop())[1]
    notes = [readable(note) for note in article(martin, number).select(".note")]
    assert sum("Une seule fois" in note for note in notes) == 1

    other = [(name, "Un autre texte" if name == "texte" else value) for name, value in fields]
    martin.post(form["action"], data=other)
    assert "Un autre texte" in martin.text(), "the same form with another text is another comment"


def test_long_sheets_come_twenty_at_a_time_in_either_order(apache_site):
    """B5"""
    sophie = apache_site.visitor(SOPHIE)
    sophie.open_sheet(SOPHIE, "CH-2026-003")
    count = int(re.search(r"(\d+) publications", sophie.text(".reperes"))[1])
    assert count >= 120
    seen = []
    while True:
        page = sophie.all("article.publication")
        assert 0 < len(page) <= 20
        seen += [int(each["data-date"]) for each in page]
        following = sophie.all(".pages-suivantes a")
        if not following:
            break
        sophie.follow(following[0])
    assert len(seen) == count and seen == sorted(seen, reverse=True)

    sophie.open_sheet(SOPHIE, "CH-2026-003")
    sophie.follow("Ordre chronologique")
    dates = [int(each["data-date"]) for each in sophie.all("article.publication")]
    assert dates == sorted(dates) and dates[0] == min(seen)
    sophie.open_sheet(SOPHIE, "CH-2026-003")
    assert sophie.one("[data-revision]")["data-ordre"] == "chronologique", "the choice is remembered"
    sophie.follow("Tout afficher")
    assert len(sophie.all("article.publication")) == count


def test_what_is_new_since_the_last_visit_is_marked_for_others_only(apache_site):
    """B6"""
    martin, julie = apache_site.visitor(MARTIN), apache_site.visitor(JULIE)
    martin.open_sheet(MARTIN, CODE)
    number = publish(julie, CODE, "Du nouveau.")
    assert not article(julie, number).select(".entree .nouveau"), "one's own is not new"
    martin.open_sheet(MARTIN, CODE)
    assert article(martin, number).select(".entree .nouveau")
    assert "depuis votre dernière visite" in martin.text(".reperes")
    comment(martin, number, "Sans réponse pour l’instant.")
    julie.open_sheet(JULIE, CODE)
    assert "Vue par le client le" in julie.text(".reperes") and "sans réponse" in julie.text(".reperes")
    assert "Sans réponse" in readable(article(julie, number))


@pytest.mark.parametrize("header", [{}, {"HX-Request": "true"}])
def test_a_bare_fragment_is_sent_to_those_who_embed_it(site, header):
    """S1"""
    martin = site.visitor(MARTIN)
    address = f"/compte-client/fiches/{CODE}" + ("" if header else "?fragment=1")
    martin.get(address, headers=header)
    assert martin.response.text.lstrip().startswith("<section class=\"clo")
    assert "<html" not in martin.response.text and martin.response.text.rstrip().endswith("</section>")


def test_news_are_empty_until_something_changes_and_then_just_that(site):
    """S8"""
    martin, julie = site.visitor(MARTIN), site.visitor(JULIE)
    root = martin.open_sheet(MARTIN, CODE)
    news, revision = root["data-nouveautes"], int(root["data-revision"])
    assert martin.get(f"{news}?depuis={revision}").status_code == 204
    assert martin.response.content == b""
    number = publish(julie, CODE, "Toute fraîche.")
    assert martin.get(f"{news}?depuis={revision}").status_code == 200
    assert [each["id"] for each in martin.all("article.publication")] == [f"publication-{number}"]
    assert int(martin.one(".nouveautes")["data-revision"]) == revision + 1
    julie.get(f"/admin/fiches/{CODE}/publications/{number}/supprimer")
    julie.submit(".carte form")
    martin.get(f"{news}?depuis={revision + 1}")
    assert martin.one("[data-publication-supprimee]")["data-publication-supprimee"] == str(number)
    martin.get(f"{news}?depuis={10**15}")
    assert martin.one(".nouveautes")["data-recharger"] == "oui"


def test_photos_are_for_those_who_see_the_sheet(site):
    martin, sophie, stranger = site.visitor(MARTIN), site.visitor(SOPHIE), site.visitor()
    martin.get("/compte-client/fiches/CH-2026-001?tout=1")
    source = martin.all("figure.photo img")[0]["src"]
    answer = martin.get(source)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/jpeg"
    assert "immutable" in answer.headers["Cache-Control"] and "private" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert martin.get(source, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert sophie.get(source).status_code == 404
    assert stranger.get(source, allow_redirects=False).status_code in (303, 401)


def test_an_unknown_code_is_explained_with_what_comes_near(apache_site):
    """S9"""
    admin = apache_site.visitor(ADMIN)
    admin.submit("form.form-chantier", chantier="CH-2026-999")
    assert admin.status == 404 and "CH-2026-999" in admin.text(".erreur")
    admin.submit("form.form-chantier", chantier="CH-2026")
    assert {link["href"] for link in admin.all("ul.fiches a")} >= {f"/admin/fiches/CH-2026-00{n}" for n in (1, 2, 3)}
    admin.get("/admin/chantiers?chantier=bern", headers={"HX-Request": "true"})
    found = {option["data-href"] for option in admin.all("[role=option]")}
    assert "/admin/fiches/CH-2026-003" in found and not found & {f"/admin/fiches/CH-2026-00{n}" for n in (1, 2)}
