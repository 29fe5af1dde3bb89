"""Search in a sheet, and the gallery of its photos (B10)."""

import uuid

from support.demonstration import JULIE, MARTIN, SOPHIE
from support.uploads import Sender
from support.visitor import readable
from test_photos import png, unique
from test_writing import publish, published

CODE = "CH-2026-001"


def search(visitor, words):
    visitor.get(f"/{visitor.path.split('/')[1]}/fiches/{CODE}")
    visitor.submit("form.recherche", q=words)
    assert visitor.status == 200
    return visitor.all(".resultat")


def test_a_client_finds_words_whatever_their_accents(site):
    julie, martin = site.visitor(JULIE), site.visitor(MARTIN)
    word = "z" + uuid.uuid4().hex[:8]
    number = publish(julie, rich=f"<p>L’<em>échiffre {word}</em> est posée, WC compris.</p>")
    martin.open_sheet(MARTIN, CODE)
    results = search(martin, f"ECHIFFRE wc {word}")
    assert [readable(each.a) for each in results] == [f"n° {number}"]
    assert [readable(each) for each in results[0].select("mark")] == ["échiffre", word, "WC"]
    martin.follow(results[0].a)
    assert martin.one(f"#publication-{number}")
    assert len(search(martin, f'"{word} est posée"')) == 1
    assert not search(martin, f'"posée {word}"')
    assert "Rien ne correspond à" in martin.text(".vide") and martin.one("form.recherche input")["value"]


def test_comments_and_captions_are_found_and_what_goes_is_found_no_more(apache_site):
    julie, martin = apache_site.visitor(JULIE), apache_site.visitor(MARTIN)
    word = "z" + uuid.uuid4().hex[:8]
    photo = Sender.of(apache_site, JULIE, CODE).insist("x.png", unique(png(200, 150)))["nom"]
    number = publish(julie, "Rien à dire.", photos=[(photo, f"Le {word} du <b>fond</b>")])
    martin.open_sheet(MARTIN, CODE)
    martin.submit(f"#publication-{number} > details form.form-commentaire", texte=f"Et ce {word} ?\nOui.")
    result = search(martin, word)[0]
    assert [readable(each) for each in result.select(".extrait")] == [
        f"Le {word} du <b>fond</b>", f"{number}.1 Martin Dupont : Et ce {word} ? Oui.",
    ]
    assert "2 passages dans 1 publication" in martin.text(".recherche-bilan")
    julie.get(f"/admin/fiches/{CODE}/publications/{number}/supprimer")
    julie.submit(".carte form")
    assert not search(martin, word)


def test_hostile_words_are_only_words(apache_site):
    martin = apache_site.visitor(MARTIN)
    for words in ['"><script>alert(1)</script>', "%' OR 1=1 --", "+*()~@<>", "\\", '"""', "a" * 5000]:
        martin.get(f"/compte-client/fiches/{CODE}/recherche", params={"q": words})
        assert martin.status == 200 and not martin.all("section.clo script")


def test_results_come_page_by_page(apache_site):
    julie = apache_site.visitor(JULIE)
    word = "z" + uuid.uuid4().hex[:8]
    numbers = [publish(julie, f"{word} {index}") for index in range(22)]
    results = search(julie, word)
    assert [each.a["href"].rpartition("-")[2] for each in results] == numbers[:1:-1]
    julie.follow("Résultats plus anciens")
    assert [each.a["href"].rpartition("-")[2] for each in julie.all(".resultat")] == numbers[1::-1]


def test_the_gallery_shows_the_photos_of_a_sheet_by_month(site):
    julie, martin = site.visitor(JULIE), site.visitor(MARTIN)
    sender = Sender.of(site, JULIE, CODE)
    photos = [sender.insist(f"{seed}.png", unique(png(200, 150, seed)))["nom"] for seed in range(2)]
    caption = uuid.uuid4().hex
    julie.get(f"/admin/fiches/{CODE}")
    julie.submit("form.form-publication", date="2024-02-10T09:00", extra=[(f"photo:{photos[0]}", caption)])
    old = published(julie)
    new = publish(julie, photos=[(photos[1], f"{caption} bis")])
    julie.get(f"/admin/fiches/{CODE}/publications/{old}/annuler")
    julie.submit(".carte form")

    martin.open_sheet(MARTIN, CODE)
    martin.follow("Photos")
    months = [readable(each) for each in martin.all(".galerie-mois h2")]
    assert months[-1] == "Février 2024" and len(months) == len(set(months)) >= 2
    shown = {each.img["alt"]: each for each in martin.all(".galerie-photo")}
    assert readable(shown[caption].select_one(".galerie-origine a")) == f"n° {old}"
    assert "Publication annulée" in readable(shown[caption]) and "annulée" not in readable(shown[f"{caption} bis"])
    assert martin.get(shown[caption].img["src"]).status_code == 200
    martin.get(f"/compte-client/fiches/{CODE}/galerie?mois=2024-02")
    assert [each.img["alt"] for each in martin.all(".galerie-photo")] == [caption]
    martin.follow(f"n° {old}")
    assert martin.one(f"#publication-{old}")
    julie.get(f"/admin/fiches/{CODE}/publications/{new}/supprimer")
    julie.submit(".carte form")
    martin.get(f"/compte-client/fiches/{CODE}/galerie")
    assert f"{caption} bis" not in [each.img["alt"] for each in martin.all(".galerie-photo")]


def test_search_and_gallery_are_only_for_who_sees_the_sheet(apache_site):
    sophie = apache_site.visitor(SOPHIE)
    for page in ("galerie", "recherche?q=mur"):
        assert sophie.get(f"/compte-client/fiches/{CODE}/{page}").status_code == 404
