"""Every page of the site, by everybody, over HTTP. The list is written from the program's own routes (routes.json), so a
new page is tried as soon as it exists; where its address names something, ADDRESSES must say what.

Who gets in follows from the permission matrix (SPEC, « Who may do what »); MATRIX states it once more, by hand.
"""

import json
import re
from pathlib import Path

import pytest

from support.demonstration import ADMIN, JULIE, MARTIN, SOPHIE
from support.visitor import Visitor

ROUTES = json.loads((Path(__file__).parent / "routes.json").read_text())
OWN, OTHERS, MISSING = "CH-2026-001", "CH-2026-003", "CH-1999-999"
SAMPLE_CODE = "CH-2026-014"

# What a client gets who asks this of his own sheet; of another's it is always 404, and employees get in.
MATRIX = {
    "seeSheet": 200,
    "comment": 200,
    "addPublication": 403,
    "editPublication": 403,
    "cancelPublication": 403,
    "restorePublication": 403,
    "deletePublication": 403,
}

# Addresses that name more than a sheet, as they are in the demonstration. `{photo}` is one of the sheet's photos.
ADDRESSES = {
    "deleteComment": "/{area}/fiches/{code}/commentaires/{comment}/supprimer",
    "photo": "/{area}/photos/{photo}",
    "accessLink": "/{area}/acces/{token}",
    "deliver": "/{area}/envoi/{token}",
    # Nobody is sending a file: for those who may, there is no such one.
    "upload": "/{area}/fiches/{code}/envois/inconnu-1234",
    "abandonUpload": "/{area}/fiches/{code}/envois/inconnu-1234/abandonner",
}

CONTENT = {"texte": "Tentative", "date": "", "etape": "", "version": "1", "motif": "", "identifiant": "intrus.total",
           "mot_de_passe": "une phrase au hasard", "nouveau_mot_de_passe": "une autre phrase au hasard",
           "code": "123456", "session": "autres", "numero": "", "nom": "Intrus", "prenom": "Total",
           "courriel": "intrus@ailleurs.example"}  # fmt: skip


def address(route, site, code):
    """The address of a page, about the sheet of that code and what stands on it."""
    kind = route["kind"]
    if kind not in ADDRESSES:
        path = route["path"].replace(SAMPLE_CODE, code)
        assert "abcd_-09" not in path, f"ADDRESSES must say what a « {kind} » is tried with"
        return path
    return ADDRESSES[kind].format(area=route["area"], code=code, token="A" * 43, **things_of(site, code))


def things_of(site, code):
    """A photo and a comment of a sheet; of a sheet that does not exist, names that nothing has."""
    with site.database() as database:
        database.execute(
            """SELECT p.name, p.renditions, f.publication_number AS number, f.comment FROM worksite w
            JOIN sheet s ON s.worksite_id = w.id
            LEFT JOIN photo p ON p.sheet_id = s.id
            LEFT JOIN (SELECT c.sheet_id, u.number AS publication_number, c.number AS comment FROM sheet_comment c
                       JOIN publication u ON u.id = c.publication_id) f ON f.sheet_id = s.id
            WHERE w.code = %s AND p.name IS NOT NULL AND f.comment IS NOT NULL LIMIT 1""",
            (code,),
        )
        row = database.fetchone()
    if row is None:
        return {"photo": "inconnue-1234/480.jpg", "comment": "1.1"}
    size = row["renditions"].split(",")[0]
    return {"photo": f"{row['name']}/{size}.jpg", "comment": f"{row['number']}.{row['comment']}"}


@pytest.fixture(scope="module")
def house(servers):
    return servers("apache")


@pytest.fixture(scope="module")
def people(house):
    """One signed-in visitor for each role, and nobody."""
    return {account: house.visitor(account) for account in (MARTIN, SOPHIE, JULIE, ADMIN)} | {None: house.visitor()}


def ask(visitor: Visitor, method, path, data=None, headers=None):
    return visitor.request(method, path, data=data, headers=headers, allow_redirects=False)


def tokens(visitor):
    """A valid token and submission number of the visitor's own session: all that a hostile page could dream of."""
    visitor.get("/compte-client/securite")
    return {name: value for name, value in visitor.fields("form.deconnexion") if name in ("jeton", "envoi")}


def snapshot(house):
    """What no refused request may change."""
    with house.database() as database:
        database.execute("SELECT code, revision FROM worksite JOIN sheet ON sheet.worksite_id = worksite.id ORDER BY code")
        sheets = database.fetchall()
        database.execute("SELECT id, kind, is_administrator, identifier, password_hash, email FROM account ORDER BY id")
        accounts = database.fetchall()
        others = []
        for table in ("one_time_secret", "publication_draft", "upload", "photo", "message_template"):
            database.execute(f"SELECT COUNT(*) AS count FROM {table}")
            others.append(database.fetchone()["count"])
        return sheets, accounts, others


def name_of(route):
    return f"{route['area']}-{route['kind']}"


ON_SHEETS = [route for route in ROUTES if route["action"] or route["kind"] == "photo"]
FOR_ADMINISTRATORS = [route for route in ROUTES if route["access"] == "administrators"]
FOR_EMPLOYEES = [route for route in ROUTES if route["access"] not in ("everyone", "signedIn")]
CLOSED = [route for route in ROUTES if route["access"] != "everyone"]
OPEN = [route for route in ROUTES if route["access"] == "everyone"]


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_a_page_answers_its_own_methods_only(people, house, route):
    path = address(route, house, OWN)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert ask(people[ADMIN], method, path).status_code in (405, 501), method
    for method in {"GET", "POST"} - set(route["methods"]):
        answer = ask(people[ADMIN], method, path)
        assert answer.status_code == 405 and method not in answer.headers["Allow"]


@pytest.mark.parametrize("route", CLOSED, ids=name_of)
def test_nobody_gets_in_without_a_session(people, house, route):
    before = snapshot(house)
    for method in route["methods"]:
        for code in (OWN, MISSING):
            answer = ask(people[None], method, address(route, house, code), CONTENT if method == "POST" else None)
            if method == "GET":
                assert answer.status_code == 303
                assert answer.headers["Location"].startswith(f"/{route['area']}/connexion")
            else:
                assert answer.status_code == 401
    assert snapshot(house) == before


@pytest.mark.parametrize("route", OPEN, ids=name_of)
def test_nobody_can_make_himself_an_account(people, house, route):
    """S2: every form that is open to everyone, filled as well as may be."""
    before = snapshot(house)
    visitor = house.visitor()
    path = address(route, house, OWN)
    visitor.get(path)
    found = [pair for form in visitor.all("main form, section.clo form") for pair in visitor.fields(form)]
    data = CONTENT | dict(pair for pair in found if pair[0] in ("jeton", "envoi"))
    answer = ask(visitor, "POST", path, data)
    assert answer.status_code in (200, 303, 401, 404, 405, 422), answer.text
    assert not any(cookie.name.endswith("clo_session") for cookie in visitor.session.cookies)
    assert snapshot(house) == before


@pytest.mark.parametrize("route", FOR_EMPLOYEES, ids=name_of)
def test_what_is_for_employees_is_closed_to_clients_and_tells_nothing(people, house, route):
    before = snapshot(house)
    martin = people[MARTIN]
    for method in route["methods"]:
        data = CONTENT | tokens(martin) if method == "POST" else None
        answers = [ask(martin, method, address(route, house, code), data) for code in (OWN, OTHERS, MISSING)]
        assert [answer.status_code for answer in answers] == [403] * 3
        assert len({without_tokens(answer.text) for answer in answers}) == 1
    assert snapshot(house) == before


@pytest.mark.parametrize("route", FOR_ADMINISTRATORS, ids=name_of)
def test_what_is_for_administrators_is_closed_to_employees(people, house, route):
    before = snapshot(house)
    for method in route["methods"]:
        data = CONTENT | tokens(people[JULIE]) if method == "POST" else None
        assert ask(people[JULIE], method, address(route, house, OWN), data).status_code == 403
    assert snapshot(house) == before


@pytest.mark.parametrize("route", [r for r in ON_SHEETS if r["area"] == "compte-client"], ids=name_of)
def test_a_client_sees_neither_the_sheets_of_others_nor_whether_they_exist(people, house, route):
    """By code, by number, by photo, for reading and writing (ASVS 4.2.1)."""
    before = snapshot(house)
    for account, others in ((MARTIN, OTHERS), (SOPHIE, OWN)):
        visitor = people[account]
        for method in route["methods"]:
            data = CONTENT | tokens(visitor) if method == "POST" else None
            answers = [ask(visitor, method, address(route, house, code), data) for code in (others, MISSING)]
            assert [answer.status_code for answer in answers] == [404, 404], method
            assert without_tokens(answers[0].text) == without_tokens(answers[1].text)
    assert snapshot(house) == before


@pytest.mark.parametrize("route", [r for r in ON_SHEETS if "GET" in r["methods"]], ids=name_of)
def test_what_the_matrix_gives_is_given(people, house, route):
    path = address(route, house, OWN)
    for account in (JULIE, ADMIN):
        status = ask(people[account], "GET", path).status_code
        # The comment of the demonstration is somebody else's (S15); the file that is being sent is not there.
        allowed = {"deleteComment": (403, 200), "upload": (404,)}.get(route["kind"], (200, 303))
        assert status in allowed, f"{account.identifier}: {status}"
    if route["area"] == "compte-client":
        expected = MATRIX[route["action"]] if route["action"] else 200
        status = ask(people[MARTIN], "GET", path).status_code
        allowed = {200: (200, 303), 403: (403,)}[expected]
        if route["kind"] == "deleteComment":
            allowed = (200, 403)
        assert status in allowed, f"{status}"


@pytest.mark.parametrize(
    "route", [r for r in CLOSED if r["area"] == "admin" and not r["action"] and "GET" in r["methods"]], ids=name_of
)
def test_the_office_opens_to_administrators(people, house, route):
    assert ask(people[ADMIN], "GET", address(route, house, OWN)).status_code in (200, 303, 404)


@pytest.mark.parametrize("route", [r for r in CLOSED if "POST" in r["methods"]], ids=name_of)
@pytest.mark.parametrize("what", ["none", "wrong", "of another session", "from another site", "null origin"])
def test_every_forged_post_is_refused(people, house, route, what):
    """ASVS 4.2.2, 13.2.3"""
    account = MARTIN if route["area"] == "compte-client" and route["access"] == "signedIn" else ADMIN
    visitor, headers = people[account], {}
    data = CONTENT | tokens(visitor)
    if what == "none":
        del data["jeton"]
    elif what == "wrong":
        data["jeton"] = data["jeton"][::-1]
    elif what == "of another session":
        data["jeton"] = tokens(people[JULIE])["jeton"]
    elif what == "from another site":
        headers["Origin"] = "https://ailleurs.example"
    else:
        headers["Origin"] = "null"
    before = snapshot(house)
    answer = ask(visitor, "POST", address(route, house, OWN), data, headers)
    assert answer.status_code == 403, answer.status_code
    assert snapshot(house) == before
    assert visitor.get("/compte-client/securite").status_code == 200, "still signed in"


@pytest.mark.parametrize("route", [r for r in ROUTES if r["recent"]], ids=name_of)
def test_what_matters_asks_for_the_password_again(house, route):
    """ASVS 3.7.1: a session that was left open for more than fifteen minutes is not enough."""
    account = MARTIN if route["area"] == "compte-client" else ADMIN
    visitor = house.visitor(account)
    with house.database() as database:
        database.execute(
            "UPDATE session SET authenticated_at = UTC_TIMESTAMP(3) - INTERVAL 16 MINUTE WHERE account_id = "
            "(SELECT id FROM account WHERE identifier = %s)", (account.identifier,)
        )  # fmt: skip
    before = snapshot(house)
    for method in route["methods"]:
        data = CONTENT | tokens(visitor) if method == "POST" else None
        answer = ask(visitor, method, address(route, house, OWN), data)
        if method == "GET":
            assert answer.status_code == 303 and f"/{route['area']}/identite" in answer.headers["Location"]
        else:
            assert answer.status_code == 401 and 'class="form-identite"' in answer.text
    assert snapshot(house) == before


def without_tokens(text):
    return re.sub(r'name="(jeton|envoi)" value="[^"]*"', "", text)
