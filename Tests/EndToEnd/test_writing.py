"""Writing publications: form, drafts on the server, preview, versions, conflicts. The editor itself is in test_editor."""

import json
import re
import subprocess

import pytest

from support.demonstration import JULIE, KARIM, MARTIN, SOPHIE
from support.uploads import Sender
from support.visitor import readable
from test_photos import png, unique

CODE = "CH-2026-001"
SHEET = f"/admin/fiches/{CODE}"
FORM = "form.form-publication"
RICH = "<p>Le <strong>mur</strong></p><ul><li><p>un</p></li></ul>"


@pytest.fixture(autouse=True)
def no_drafts(apache_site):
    """A test finds no draft of the one before."""
    yield
    with apache_site.database() as database:
        database.execute("DELETE FROM publication_draft")


def publish(visitor, text="", rich=None, photos=()) -> str:
    """Publishes with the form of the sheet; returns the number."""
    visitor.get(SHEET)
    extra = [("texte_riche", rich)] if rich is not None else []
    visitor.submit(FORM, texte=text, extra=extra + [(f"photo:{name}", caption) for name, caption in photos])
    return published(visitor)


def published(visitor) -> str:
    """The number of what was just published: the page of the sheet begins with it."""
    assert visitor.status == 200, visitor.text()
    return re.search(r"n=(\d+)", visitor.address)[1]


def article(visitor, number):
    visitor.get(f"{visitor.path.split('/fiches')[0]}/fiches/{CODE}?n={number}")
    return visitor.one(f"#publication-{number}")


def edit_page(number) -> str:
    return f"{SHEET}/publications/{number}/modifier"


def fragment(visitor, path, fields):
    """As the script of the form posts it."""
    token = dict(visitor.fields(FORM))["jeton"]
    return visitor.session.post(
        visitor.url + path, data=[("jeton", token), *fields], headers={"HX-Request": "true", "Origin": visitor.url}
    )


# The text


def test_what_the_editor_sends_wins_and_is_reduced_to_what_is_allowed(site):
    """S11"""
    julie = site.visitor(JULIE)
    number = publish(julie, "autre chose", rich="<p onclick=x>Le <b>mur</b><script>x</script></p><h2>Suite</h2>")
    text = article(julie, number).select_one(".texte")
    assert text.decode_contents() == (
        '<p>Le <strong>mur</strong></p><p><span class="taille-grand"><strong>Suite</strong></span></p>'
    )


def test_without_the_editor_an_untouched_text_keeps_its_formatting(apache_site):
    julie = apache_site.visitor(JULIE)
    number = publish(julie, rich=RICH + "<p>fin</p>")
    julie.get(edit_page(number))
    assert julie.one("textarea").get_text().strip().split() == ["Le", "mur", "•", "un", "fin"]
    assert "perdent leur mise en forme" in julie.text(".sans-editeur")
    julie.submit(FORM, etape="termine")
    found = article(julie, number)
    assert found.select_one(".texte").decode_contents() == RICH + "<p>fin</p>"
    assert found.select_one(".tampon-termine")

    julie.get(edit_page(number))
    julie.submit(FORM, texte=julie.one("textarea").get_text().replace("fin", "fin du jour"), etape="")
    assert article(julie, number).select_one(".texte").decode_contents() == RICH + "<p>fin du jour</p>"
    julie.get(edit_page(publish(julie, "Sans mise en forme.")))
    assert not julie.all(".sans-editeur")


def test_a_refused_form_comes_back_whole(apache_site):
    """B4"""
    julie = apache_site.visitor(JULIE)
    sender = Sender.of(apache_site, JULIE, CODE)
    photo = sender.insist("mur.png", unique(png(200, 150)))["nom"]
    julie.get(SHEET)
    julie.submit(
        FORM, texte="", date="2099-01-01T10:00", etape="reprise",
        extra=[("texte_riche", RICH), (f"photo:{photo}", "Légende « du » mur")],
    )
    assert julie.status == 422 and "dans le futur" in julie.text(".redaction")
    form = julie.form(FORM)
    assert form.select_one("[name=texte_riche]")["value"] == RICH
    assert form.select_one(f'[name="photo:{photo}"]')["value"] == "Légende « du » mur"
    assert form.select_one("option[selected]")["value"] == "reprise"
    julie.submit(FORM, date="")
    found = article(julie, published(julie))
    assert found.select_one(".texte").decode_contents() == RICH, "kept although sent without the editor"
    assert readable(found.select_one("figcaption")) == "Légende « du » mur"


def test_an_expired_form_keeps_rich_text_and_photos(apache_site):
    """B4"""
    julie = apache_site.visitor(JULIE)
    photo = Sender.of(apache_site, JULIE, CODE).insist("mur.png", unique(png(200, 150)))["nom"]
    julie.get(SHEET)
    julie.submit(FORM, texte="", jeton="perime", extra=[("texte_riche", RICH), (f"photo:{photo}", "Mur")])
    assert julie.status == 403 and julie.one(".texte-conserve .texte").decode_contents() == RICH
    julie.submit("form.form-conserve")
    found = julie.one(f"#publication-{published(julie)}")
    assert found.select_one(".texte").decode_contents() == RICH and found.select_one("img")["alt"] == "Mur"


# Photos


def test_a_photo_stands_where_the_text_says_and_the_others_after_it(apache_site):
    """S11"""
    julie = apache_site.visitor(JULIE)
    sender = Sender.of(apache_site, JULIE, CODE)
    names = [sender.insist(f"{seed}.png", unique(png(200, 150, seed)))["nom"] for seed in range(2)]
    place = f'<figure class="photo" data-photo="{names[1]}"></figure>'
    stray = '<figure class="photo" data-photo="inconnue-1"></figure>'
    number = publish(julie, rich=f"<p>avant</p>{place}{stray}<p>après</p>", photos=[(names[0], "A"), (names[1], "B")])
    found = article(julie, number)
    inside, after = found.select(".texte figure.photo"), found.select(".photos figure.photo")
    assert [each.img["alt"] for each in inside] == ["B"] and [each.img["alt"] for each in after] == ["A"]
    assert "data-photo" not in str(found)


def test_a_photo_of_another_publication_is_refused_and_nothing_is_lost(apache_site):
    julie = apache_site.visitor(JULIE)
    photo = Sender.of(apache_site, JULIE, CODE).insist("mur.png", unique(png(200, 150)))["nom"]
    publish(julie, "La première.", photos=[(photo, "Mur")])
    julie.get(SHEET)
    julie.submit(FORM, texte="La seconde.", extra=[(f"photo:{photo}", "Mur")])
    assert julie.status == 422 and "La photo 1 n’est plus disponible" in julie.text(".redaction")
    assert julie.form(FORM).textarea.get_text().strip() == "La seconde."


def test_a_plain_form_with_files_is_kept_whole_when_a_file_is_refused(apache_site):
    """B7"""
    julie = apache_site.visitor(JULIE)
    julie.get(SHEET)
    files = [("photos", "bon.png", unique(png(60, 40))), ("photos", "faux.jpg", b"pas une photo")]
    julie.submit(FORM, texte="Avec photos.", files=files)
    assert julie.status == 422 and "faux.jpg" in julie.text(".photos-du-formulaire .erreur")
    assert len(julie.all('input[name^="photo:"]')) == 1
    julie.submit(FORM)
    assert julie.one(f"#publication-{published(julie)} figure.photo")


def test_photos_are_taken_out_and_moved_without_javascript(apache_site):
    """B7"""
    julie = apache_site.visitor(JULIE)
    julie.get(SHEET)
    names = ["un.png", "deux.png", "trois.png"]
    julie.submit(FORM, texte="Trois photos.", files=[("photos", name, unique(png(60, 40))) for name in names])
    number = published(julie)
    julie.get(edit_page(number))
    one, two, three = [field["name"].removeprefix("photo:") for field in julie.all('input[name^="photo:"]')]
    assert [field["value"] for field in julie.all('input[name^="rang:"]')] == ["1", "2", "3"]
    assert all(julie.one(f'label[for="{field["id"]}"]') for field in julie.all('input[name^="rang:"]'))
    julie.submit(FORM, **{f"rang:{three}": "1", f"retirer:{two}": "oui"})
    shown = [image["src"].split("/")[-2] for image in julie.all(f"#publication-{number} figure.photo img")]
    assert shown == [three, one]
    julie.get(edit_page(number))
    assert [field["name"] for field in julie.all('input[name^="photo:"]')] == [f"photo:{three}", f"photo:{one}"]
    # What could not be published comes back arranged.
    julie.submit(FORM, date="jamais", **{f"rang:{one}": "1"})
    assert julie.status == 422
    assert [field["name"] for field in julie.all('input[name^="photo:"]')] == [f"photo:{one}", f"photo:{three}"]


# Drafts


def test_a_draft_is_finished_on_another_machine(site):
    """B4"""
    office, telephone, karim = site.visitor(JULIE), site.visitor(JULIE), site.visitor(KARIM)
    office.get(SHEET)
    fields = [("texte_riche", RICH), ("date", "2026-11-01T08:30"), ("etape", "reprise")]
    answer = fragment(office, f"{SHEET}/brouillon", fields)
    assert answer.status_code == 204 and re.fullmatch(r"\d{13}", answer.headers["CLO-Enregistre"])

    karim.get(SHEET)
    assert not karim.all(".form-brouillon")
    telephone.get(SHEET)
    form = telephone.form(FORM)
    assert form["data-enregistre"] == answer.headers["CLO-Enregistre"]
    assert form.select_one("[name=texte_riche]")["value"] == RICH
    assert dict(telephone.fields(FORM))["date"] == "2026-11-01T08:30"
    assert telephone.text(".form-brouillon").startswith("Brouillon enregistré le ")
    telephone.submit(FORM)
    number = published(telephone)
    assert article(telephone, number).select_one(".texte").decode_contents() == RICH
    office.get(SHEET)
    assert not office.all(".form-brouillon") and not dict(office.fields(FORM))["texte"].strip()


def test_a_draft_of_a_change_stands_in_its_form_until_it_is_erased(apache_site):
    julie = apache_site.visitor(JULIE)
    number = publish(julie, "Avant.")
    julie.get(edit_page(number))
    address = julie.form(FORM)["data-brouillon-serveur"]
    assert address == f"{SHEET}/publications/{number}/brouillon"
    assert fragment(julie, address, [("texte_riche", "<p>Pendant.</p>"), ("version", "1")]).status_code == 204
    julie.get(edit_page(number))
    assert julie.one("textarea").get_text().strip() == "Pendant."
    julie.submit("form.form-brouillon")
    assert julie.path == edit_page(number) and julie.one("textarea").get_text().strip() == "Avant."
    assert fragment(julie, f"{SHEET}/publications/9999/brouillon", [("texte", "x")]).status_code == 404


def test_an_empty_form_leaves_no_draft(apache_site):
    julie = apache_site.visitor(JULIE)
    julie.get(SHEET)
    fragment(julie, f"{SHEET}/brouillon", [("texte", "Commencé")])
    fragment(julie, f"{SHEET}/brouillon", [("texte", " "), ("date", ""), ("etape", "")])
    julie.get(SHEET)
    assert not julie.all(".form-brouillon")


# Preview


def test_the_preview_is_what_the_client_will_see_and_publishes_nothing(site):
    julie, martin = site.visitor(JULIE), site.visitor(MARTIN)
    julie.get(SHEET)
    count = julie.text(".reperes")
    julie.submit(FORM, button="Aperçu", texte="Un essai.", etape="termine")
    assert julie.one("h1").get_text() == "Tel que le client le verra"
    seen = julie.one("article.publication")
    julie.submit("form.form-apercu", button="Reprendre la rédaction")
    assert julie.form(FORM).textarea.get_text().strip() == "Un essai." and julie.one("details.redaction[open]")
    assert julie.text(".reperes") == count
    julie.submit(FORM, button="Aperçu")
    julie.submit("form.form-apercu", button="Publier")
    number = published(julie)
    martin.open_sheet(MARTIN, CODE)
    shown = martin.one(f"#publication-{number}")
    assert seen["id"] == f"publication-{number}"
    # The same but for the moment, the mark « Nouveau » and the address of the reader's door.
    assert str(seen.select_one(".entree-corps")) == str(shown.select_one(".entree-corps"))


def test_the_preview_of_a_change_says_what_cannot_be_published(apache_site):
    julie = apache_site.visitor(JULIE)
    number = publish(julie, "Avant.")
    julie.get(edit_page(number))
    answer = fragment(julie, f"{SHEET}/apercu?n={number}", [("texte", "Après."), ("version", "1")])
    assert answer.status_code == 200 and "<p>Après.</p>" in answer.text and "par Julie Moreau" in answer.text
    assert not re.search("<html|<form", answer.text)
    answer = fragment(julie, f"{SHEET}/apercu?n={number}", [("texte", ""), ("version", "1")])
    assert answer.status_code == 422 and 'class="erreur"' in answer.text


# Versions and conflicts


def test_earlier_versions_can_be_read_with_what_changed(apache_site):
    """B2"""
    julie, martin = apache_site.visitor(JULIE), apache_site.visitor(MARTIN)
    sender = Sender.of(apache_site, JULIE, CODE)
    photo = sender.insist("mur.png", unique(png(200, 150)))["nom"]
    number = publish(julie, "Le mur est droit.", photos=[(photo, "Le mur")])
    julie.get(edit_page(number))
    julie.submit(FORM, texte="Le mur est haut.", etape="termine", **{f"photo:{photo}": None})
    martin.open_sheet(MARTIN, CODE)
    martin.follow(martin.one(f"#publication-{number} .mention-modifiee a"))
    assert martin.path == f"/compte-client/fiches/{CODE}/publications/{number}/versions"
    changes = martin.one(".changements")
    assert [readable(each) for each in changes.select("li")] == [
        "Texte modifié", "Étape : « Chantier terminé » au lieu de aucune", "1 photo retirée",
    ]
    assert (readable(changes.select_one("del")), readable(changes.select_one("ins"))) == ("droit.", "haut.")
    assert not martin.all(".version figure.photo")
    martin.follow("Version 1")
    assert martin.text(".version .texte") == "Le mur est droit." and not martin.all(".changements")
    image = martin.one(".version figure.photo img")
    assert image["alt"] == "Le mur" and martin.get(image["src"]).status_code == 200
    assert martin.get(f"/compte-client/fiches/{CODE}/publications/{number}/versions?version=3").status_code == 404
    sophie = apache_site.visitor(SOPHIE)
    assert sophie.get(image["src"]).status_code == 404


def test_of_two_who_save_the_second_sees_both_and_loses_nothing(apache_site):
    """B2: texts, photos and captions"""
    julie, karim = apache_site.visitor(JULIE), apache_site.visitor(KARIM)
    sender = Sender.of(apache_site, JULIE, CODE)
    first, second, third = (sender.insist(f"{seed}.png", unique(png(200, 150, seed)))["nom"] for seed in range(3))
    number = publish(julie, "Au départ.", photos=[(first, "A")])
    julie.get(edit_page(number))
    karim.get(edit_page(number))
    julie.submit(FORM, texte="De Julie.", etape="termine", extra=[(f"photo:{second}", "B")])
    karim.submit(FORM, texte="De Karim.", extra=[(f"photo:{third}", "C")], **{f"photo:{first}": "A, vu de près"})
    assert karim.status == 409
    saved, typed = karim.one(".texte-enregistre"), karim.one(".texte-tape")
    assert "Enregistré entre-temps par Julie Moreau" in readable(saved) and "De Julie." in readable(saved)
    assert [image["alt"] for image in saved.select("img")] == ["A", "B"]
    assert "De Karim." in readable(typed) and [image["alt"] for image in typed.select("img")] == ["A, vu de près", "C"]

    fields = dict(karim.fields(FORM))
    assert fields["texte"].strip() == "De Karim." and fields["etape"] == "termine" and fields["version"] == "2"
    captions = {name[6:]: value for name, value in fields.items() if name.startswith("photo:")}
    assert captions == {first: "A, vu de près", third: "C", second: "B"}
    karim.submit(FORM, texte="Des deux.")
    found = article(karim, number)
    assert "Des deux." in readable(found) and found.select_one(".tampon-termine")
    assert [image["alt"] for image in found.select("img")] == ["A, vu de près", "C", "B"]


# The same, from the command line


def test_any_corpus_can_be_tried_on_the_rich_text(apache_site):
    lines = [
        {"id": 7, "payload": "<p onclick=x>Le <b>mur</b><script>alert(1)</script>"},
        {"id": "é", "payload": "<a href='javascript:alert(1)'>ici</a>\n<!-- #include -->"},
        {"id": None, "payload": ""},
    ]
    given = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    done = subprocess.run([apache_site.data / "site/bin/clo", "richtext"], input=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers[:2]] == [7, "é"]
    assert answers[0]["output"] == "<p>Le <strong>mur</strong></p>"
    assert answers[1]["output"] == "<p>ici</p>"
    assert answers[2]["output"] == ""
    # What comes out goes in again and stays the same.
    again = "".join(f"{json.dumps({'id': n, 'payload': each['output']})}\n" for n, each in enumerate(answers))
    repeated = subprocess.run([apache_site.data / "site/bin/clo", "richtext"], input=again, capture_output=True, text=True)
    assert [json.loads(line)["output"] for line in repeated.stdout.splitlines()] == [each["output"] for each in answers]


@pytest.mark.parametrize("line", ["{", '{"id": 1}', '{"id": [1], "payload": ""}', "[]"])
def test_a_line_that_cannot_be_read_is_said_and_the_next_is_answered(apache_site, line):
    given = f'{line}\n{{"id": 2, "payload": "oui"}}\n'
    done = subprocess.run([apache_site.data / "site/bin/clo", "richtext"], input=given, capture_output=True, text=True)
    first, second = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1 and first["error"].startswith("ligne illisible")
    assert second == {"id": 2, "output": "<p>oui</p>"}
