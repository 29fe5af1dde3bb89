"""Every refusal of the permission matrix (SPEC, « Who may do what ») over HTTP, and every way past the guard."""

import pytest

from support.demonstration import ADMIN, JULIE, KARIM, MARTIN, SOPHIE

OWN, OTHERS, MISSING = "CH-2026-001", "CH-2026-003", "CH-1999-999"

# What may be asked of a sheet: method, end of the path, what a client of it may do.
ON_A_SHEET = [
    ("GET", "", 200),
    ("GET", "/nouveautes?depuis=0", 200),
    ("GET", "/ordre?ordre=recent", 303),
    ("POST", "/publications", 403),
    ("GET", "/publications/1/modifier", 403),
    ("POST", "/publications/1/modifier", 403),
    ("GET", "/publications/1/annuler", 403),
    ("POST", "/publications/1/annuler", 403),
    ("GET", "/publications/1/retablir", 403),
    ("POST", "/publications/1/retablir", 403),
    ("GET", "/publications/1/supprimer", 403),
    ("POST", "/publications/1/supprimer", 403),
    ("GET", "/publications/1/commentaires", 200),
    ("POST", "/brouillon", 403),
    ("POST", "/brouillon?effacer=1", 403),
    ("POST", "/publications/1/brouillon", 403),
    ("POST", "/apercu", 403),
    ("POST", "/apercu?n=1", 403),
    ("GET", "/publications/1/versions", 200),
    ("GET", "/publications/1/versions?version=1", 200),
    ("GET", "/galerie", 200),
    ("GET", "/recherche?q=mur", 200),
]
FIELDS = {"texte": "Tentative", "date": "", "etape": "", "version": "1", "motif": "", "parent": ""}


def tokens(visitor, page):
    """The CSRF and submission tokens of a form on the visitor's own page: all that a forged request could know."""
    visitor.get(page)
    return dict(pair for pair in visitor.fields("form.deconnexion") if pair[0] in ("jeton", "envoi"))


def ask(visitor, method, path, page):
    data = FIELDS | tokens(visitor, page) if method == "POST" else None
    return visitor.request(method, path, data=data, allow_redirects=False).status_code


@pytest.mark.parametrize("method, end, allowed", ON_A_SHEET)
def test_a_client_on_his_own_sheet(apache_site, method, end, allowed):
    martin = apache_site.visitor(MARTIN)
    assert ask(martin, method, f"/compte-client/fiches/{OWN}{end}", "/compte-client/") == allowed


@pytest.mark.parametrize("code", [OTHERS, MISSING])
@pytest.mark.parametrize("method, end, allowed", [*ON_A_SHEET, ("POST", "/publications/1/commentaires", 0)])
def test_another_clients_sheet_does_not_exist_for_a_client(apache_site, method, end, allowed, code):
    martin = apache_site.visitor(MARTIN)
    assert ask(martin, method, f"/compte-client/fiches/{code}{end}", "/compte-client/") == 404


def test_a_missing_sheet_and_a_strangers_get_the_same_answer(apache_site):
    martin = apache_site.visitor(MARTIN)
    pages = [martin.get(f"/compte-client/fiches/{code}").text for code in (OTHERS, MISSING)]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "path", ["/admin/", f"/admin/fiches/{OWN}", f"/admin/fiches/{OTHERS}", f"/admin/fiches/{MISSING}",
             "/admin/chantiers?chantier=CH", "/admin/fiches?chantier=CH-2026-001"]
)  # fmt: skip
def test_the_office_is_closed_to_clients_and_tells_nothing(apache_site, path):
    assert apache_site.visitor(MARTIN).get(path).status_code == 403


@pytest.mark.parametrize("account", [JULIE, KARIM, ADMIN])
@pytest.mark.parametrize("method, end", [(method, end) for method, end, _ in ON_A_SHEET if method == "GET"])
def test_any_employee_may_open_every_page_of_every_sheet(apache_site, account, method, end):
    visitor = apache_site.visitor(account)
    for code in (OWN, OTHERS):
        status = visitor.request(method, f"/admin/fiches/{code}{end}", allow_redirects=False).status_code
        assert status in (200, 303), f"{code}{end}"
    assert visitor.get(f"/admin/fiches/{MISSING}{end}").status_code == 404


def test_a_comment_is_deleted_by_its_author_only(site):
    """S15: not by another employee, not by an administrator, not by the other side"""
    authors = {MARTIN: None, JULIE: None}
    for account in authors:
        visitor = site.visitor(account)
        visitor.open_sheet(account, OWN)
        # Under the publication itself: an answer would go with what it answers.
        visitor.submit("article.publication > details form.form-commentaire", texte=f"De {account.identifier}")
        authors[account] = visitor.address.partition("#commentaire-")[2].replace("-", ".")
    for author, number in authors.items():
        for account in (MARTIN, JULIE, KARIM, ADMIN):
            if account == author:
                continue
            visitor = site.visitor(account)
            path = f"/{account.area}/fiches/{OWN}/commentaires/{number}/supprimer"
            assert ask(visitor, "GET", path, f"/{account.area}/") == 403
            assert ask(visitor, "POST", path, f"/{account.area}/") == 403
        stranger = site.visitor(SOPHIE)
        path = f"/compte-client/fiches/{OWN}/commentaires/{number}/supprimer"
        assert ask(stranger, "POST", path, "/compte-client/") == 404
        visitor = site.visitor(author)
        path = f"/{author.area}/fiches/{OWN}/commentaires/{number}/supprimer"
        assert ask(visitor, "POST", path, f"/{author.area}/") == 303


@pytest.mark.parametrize("method, end", [(method, end) for method, end, _ in ON_A_SHEET])
@pytest.mark.parametrize("area", ["compte-client", "admin"])
def test_without_a_session_every_page_leads_to_the_sign_in(apache_site, area, method, end):
    visitor = apache_site.visitor()
    answer = visitor.request(method, f"/{area}/fiches/{OWN}{end}", data=FIELDS, allow_redirects=False)
    if method == "GET":
        assert answer.status_code == 303 and answer.headers["Location"].startswith(f"/{area}/connexion?retour=")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("what", ["none", "wrong", "of another session", "of another site", "null origin"])
def test_a_forged_post_changes_nothing(apache_site, what):
    """ASVS 4.2.2"""
    martin, other = apache_site.visitor(MARTIN), apache_site.visitor(MARTIN)
    root = martin.open_sheet(MARTIN, OWN)
    before = root["data-revision"]
    form = martin.form("form.form-commentaire")
    fields = dict(martin.fields(form)) | {"texte": "Forgé"}
    headers = {}
    if what == "none":
        del fields["jeton"]
    elif what == "wrong":
        fields["jeton"] = fields["jeton"][::-1]
    elif what == "of another session":
        fields["jeton"] = tokens(other, "/compte-client/")["jeton"]
    elif what == "of another site":
        headers["Origin"] = "https://ailleurs.example"
    else:
        headers["Origin"] = "null"
    answer = martin.post(form["action"], data=fields, headers=headers)
    assert answer.status_code == 403
    assert martin.open_sheet(MARTIN, OWN)["data-revision"] == before


def test_an_expired_form_keeps_what_was_typed_and_can_be_sent_again(apache_site):
    """B4"""
    martin = apache_site.visitor(MARTIN)
    martin.open_sheet(MARTIN, OWN)
    form = martin.form("form.form-commentaire")
    fields = dict(martin.fields(form)) | {"texte": "Longuement réfléchi", "jeton": "perime"}
    martin.post(form["action"], data=fields)
    assert martin.status == 403 and martin.one("textarea").get_text().strip() == "Longuement réfléchi"
    martin.submit("form.form-conserve")
    assert martin.status == 200 and "#commentaire-" in martin.address and "Longuement réfléchi" in martin.text()


def test_a_session_that_ended_keeps_what_was_typed_through_the_sign_in(site):
    """B4"""
    martin = site.visitor(MARTIN)
    martin.open_sheet(MARTIN, OWN)
    form = martin.form("form.form-commentaire")
    fields = dict(martin.fields(form)) | {"texte": "Écrit avant la coupure"}
    with site.database() as database:
        database.execute("DELETE FROM session")
    martin.post(form["action"], data=fields)
    assert martin.status == 401 and "Écrit avant la coupure" in martin.text(".texte-conserve")
    martin.submit("form.form-connexion", identifiant="martin.dupont", mot_de_passe="demonstration-clo")
    assert martin.status == 200 and martin.one("textarea").get_text().strip() == "Écrit avant la coupure"
    martin.submit("form.form-conserve")
    assert "#commentaire-" in martin.address and "Écrit avant la coupure" in martin.text()
