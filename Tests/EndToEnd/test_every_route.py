"""Every page of the site, by everybody, over HTTP. The list is written from the program's own routes (routes.json), so a
new page is tried as soon as it exists; where its address names something, NAMED must say what.

Who gets in follows from the permission matrix (SPEC, « Who may do what »); MATRIX states it once more, by hand.
"""

import json
import re
from pathlib import Path

import pytest

from support.demonstration import ADMIN, JULIE, KARIM, MARTIN, SOPHIE
from support.visitor import Visitor

ROUTES = json.loads((Path(__file__).parent / "routes.json").read_text())
OWN, OTHERS, MISSING = "CH-2026-001", "CH-2026-003", "CH-1999-999"
SAMPLE_CODE = "CH-2026-014"

# Of each row: a client about what is his, any employee, an administrator. What is another client's is not found (404)
# wherever clients get in at all.
MATRIX = {
    "seeSheet": (200, 200, 200),
    "comment": (200, 200, 200),
    "addPublication": (403, 200, 200),
    "editPublication": (403, 200, 200),
    "cancelPublication": (403, 200, 200),
    "restorePublication": (403, 200, 200),
    "deletePublication": (403, 200, 200),
    "useClientSpace": (200, 403, 403),
    "manageWorksites": (403, 200, 200),
    "administer": (403, 403, 200),
}

# The addresses of routes.json name things that nobody has. What the pages are tried with instead: what stands on the
# sheet of that code, its client, a contract of his, an employee.
NAMED = {
    r"CH-2026-014": "{code}",
    r"/commentaires/[\d.]+/": "/commentaires/{comment}/",
    r"/photos/.+": "/photos/{photo}",
    r"/contrats/[\w-]{8,}": "/contrats/{contract}",
    r"/clients/\d+": "/clients/{client}",
    r"/employes/\d+": "/employes/{employee}",
    # Nobody is sending a file: for those who may, there is no such one.
    r"(?<=[0-9])/envois/[\w-]+": "/envois/inconnu-1234",
    r"/acces/[\w-]+": "/acces/" + "A" * 43,
    r"/envoi/[\w-]+": "/envoi/" + "A" * 43,
    r"/preferences/[\w-]+": "/preferences/1-" + "A" * 43,
}

# These numbers are as good as any: a publication that each sheet has, a message that nobody has.
NUMBERS = r"/(publications|envois)/1(?=/|$)"

# Who works on the things that are tried: the employee in addresses, for each sheet.
EMPLOYEES = {OWN: JULIE, OTHERS: KARIM}

CONTENT = {"texte": "Tentative", "date": "", "etape": "", "version": "1", "motif": "", "identifiant": "intrus.total",
           "mot_de_passe": "une phrase au hasard", "nouveau_mot_de_passe": "une autre phrase au hasard",
           "code": "123456", "session": "autres", "numero": "", "nom": "Intrus", "prenom": "Total",
           "courriel": "intrus@ailleurs.example", "intitule": "Intrusion", "client": "sophie.bernard",
           "titre": "Intrusion", "signe_le": "2026-01-05", "administrateur": "1", "facon": "carte"}  # fmt: skip


def address(route, site, code):
    """The address of a page, about the sheet of that code, what stands on it, its client, or an employee."""
    path, things = route["path"], things_of(site, code) | {"code": code}
    for sample, wanted in NAMED.items():
        path = re.sub(sample, wanted.format(**things), path)
    rest = re.sub(NUMBERS, "", path)
    assert not re.search(r"abcd?_-|ZZZ|/1(/|$)", rest), f"NAMED must say what {path} is tried with"
    return path


def things_of(site, code):
    """What a sheet has; of a sheet that does not exist, names that nothing has."""
    with site.database() as database:
        database.execute(
            """SELECT p.name, p.renditions, f.publication_number AS number, f.comment, w.client_id, c.name AS contract,
                   e.id AS employee
            FROM worksite w
            JOIN sheet s ON s.worksite_id = w.id
            JOIN photo p ON p.sheet_id = s.id
            JOIN (SELECT c.sheet_id, u.number AS publication_number, c.number AS comment FROM sheet_comment c
                  JOIN publication u ON u.id = c.publication_id) f ON f.sheet_id = s.id
            JOIN contract c ON c.client_id = w.client_id
            JOIN account e ON e.identifier = %s
            WHERE w.code = %s LIMIT 1""",
            (EMPLOYEES[code].identifier if code in EMPLOYEES else None, code),
        )
        row = database.fetchone()
    if row is None:
        assert code == MISSING, f"the demonstration has not everything for {code}"
        return {"photo": "inconnue-1234/480.jpg", "comment": "1.1", "client": 999_999_999, "employee": 999_999_999,
                "contract": "inconnu-1234"}  # fmt: skip
    size = row["renditions"].split(",")[0]
    return {
        "photo": f"{row['name']}/{size}.jpg",
        "comment": f"{row['number']}.{row['comment']}",
        "client": row["client_id"],
        "employee": row["employee"],
        "contract": row["contract"],
    }


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


# All that is kept, but for sessions, tries, visits, and the proof that a form was sent once.
KEPT = ("account", "worksite", "sheet", "publication", "publication_version", "version_photo", "photo", "sheet_comment",
        "sheet_event", "search_entry", "upload", "publication_draft", "notice_preference", "notice", "outgoing_message",
        "message_template", "setting", "contract", "detail_change", "erasure_request", "access_token", "one_time_secret",
        "recovery_code")  # fmt: skip
# What the journal says of who came and went, rightly or not.
COMING_AND_GOING = ("connexion", "connexion_refusee", "connexion_retardee", "deconnexion", "mot_de_passe_oublie")


def snapshot(house):
    """What no refused request may change: every row of every table, the journal of changes, and the files."""
    with house.database() as database:
        database.execute(f"CHECKSUM TABLE {', '.join(KEPT)}")
        kept = {row["Table"]: row["Checksum"] for row in database.fetchall()}
        database.execute(f"SELECT COUNT(*) AS count FROM journal WHERE kind NOT IN {COMING_AND_GOING}")
        kept["journal"] = database.fetchone()["count"]
    files = house.data / "files"
    kept["files"] = sorted(str(file.relative_to(files)) for file in files.glob("contrats/*"))
    return kept


def name_of(route):
    return f"{route['area']}-{route['kind']}"


CLOSED = [route for route in ROUTES if route["access"] != "everyone"]
OPEN = [route for route in ROUTES if route["access"] == "everyone"]
FOR_EMPLOYEES = [route for route in CLOSED if route["access"] != "signedIn"]
FOR_ADMINISTRATORS = [r for r in CLOSED if r["access"] == "administrators" or r["action"] == "administer"]
# Whose address names something that is somebody's.
NAMING = [route for route in CLOSED if any(re.search(sample, route["path"]) for sample in NAMED)]
# The photo's row of the matrix is that of its sheet.
RULED = [r for r in CLOSED if (r["action"] or r["kind"] == "photo") and "GET" in r["methods"]]


@pytest.fixture(autouse=True)
def all_have_just_proved_who_they_are(house):
    """These tests take longer than a typed password counts."""
    with house.database() as database:
        database.execute("UPDATE session SET authenticated_at = UTC_TIMESTAMP(3), seen_at = UTC_TIMESTAMP(3)")


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_a_page_answers_its_own_methods_only(people, house, route):
    path = address(route, house, OWN)
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert ask(people[ADMIN], method, path).status_code in (405, 501), method
    for method in {"GET", "POST"} - set(route["methods"]):
        answer = ask(people[ADMIN], method, path)
        assert answer.status_code == 405 and method not in answer.headers["Allow"]


@pytest.mark.parametrize("route", [r for r in ROUTES if "GET" in r["methods"]], ids=name_of)
def test_reading_changes_nothing(people, house, route):
    """ASVS 4.2.2: no change by GET, whoever asks"""
    before = snapshot(house)
    for visitor in people.values():
        for code in (OWN, OTHERS):
            ask(visitor, "GET", address(route, house, code))
    after = snapshot(house)
    if route["kind"] == "office.journalExport":  # who takes the journal away is written into it
        before.pop("journal"), after.pop("journal")
    assert after == before


@pytest.mark.parametrize("route", CLOSED, ids=name_of)
def test_nobody_gets_in_without_a_session(people, house, route):
    before = snapshot(house)
    for method in route["methods"]:
        answers = []
        for code in (OWN, MISSING):
            answer = ask(people[None], method, address(route, house, code), CONTENT if method == "POST" else None)
            if method == "GET":
                assert answer.status_code == 303
                assert answer.headers["Location"].startswith(f"/{route['area']}/connexion")
            else:
                assert answer.status_code == 401
            answers.append(answer)
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


@pytest.mark.parametrize("route", [r for r in OPEN if r["kind"] in ("appearance", "logo")], ids=name_of)
def test_colours_and_logo_are_the_same_for_everybody(people, house, route):
    """They are for the sign-in page too; nothing in them is anybody's."""
    answers = [ask(visitor, "GET", route["path"]) for visitor in people.values()]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    for answer in answers:
        assert answer.status_code in (200, 404) and "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


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
def test_what_is_for_administrators_is_closed_to_employees_and_tells_nothing(people, house, route):
    before = snapshot(house)
    for method in route["methods"]:
        data = CONTENT | tokens(people[JULIE]) if method == "POST" else None
        answers = [ask(people[JULIE], method, address(route, house, code), data) for code in (OWN, OTHERS, MISSING)]
        assert [answer.status_code for answer in answers] == [403] * 3
        assert len({without_tokens(answer.text) for answer in answers}) == 1
    assert snapshot(house) == before


@pytest.mark.parametrize("route", [r for r in CLOSED if r["action"] == "useClientSpace"], ids=name_of)
def test_a_clients_own_space_is_closed_to_employees_and_tells_nothing(people, house, route):
    """They have a door of their own, which writes down what they do."""
    before = snapshot(house)
    for account in (JULIE, ADMIN):
        for method in route["methods"]:
            data = CONTENT | tokens(people[account]) if method == "POST" else None
            answers = [ask(people[account], method, address(route, house, code), data) for code in (OWN, MISSING)]
            assert [answer.status_code for answer in answers] == [403, 403]
            assert without_tokens(answers[0].text) == without_tokens(answers[1].text)
    assert snapshot(house) == before


@pytest.mark.parametrize("route", [r for r in NAMING if r["area"] == "compte-client"], ids=name_of)
def test_a_client_finds_neither_what_is_of_others_nor_whether_it_exists(people, house, route):
    """By code, by number, by name of a photo or contract, for reading and writing (ASVS 4.2.1)."""
    before = snapshot(house)
    for account, others in ((MARTIN, OTHERS), (SOPHIE, OWN)):
        visitor = people[account]
        for method in route["methods"]:
            data = CONTENT | tokens(visitor) if method == "POST" else None
            answers = [ask(visitor, method, address(route, house, code), data) for code in (others, MISSING)]
            assert [answer.status_code for answer in answers] == [404, 404], method
            assert without_tokens(answers[0].text) == without_tokens(answers[1].text)
    assert snapshot(house) == before


@pytest.mark.parametrize("route", [r for r in NAMING if r["area"] == "admin"], ids=name_of)
def test_for_those_who_may_what_does_not_exist_is_not_found(people, house, route):
    before = snapshot(house)
    for method in route["methods"]:
        data = CONTENT | tokens(people[ADMIN]) if method == "POST" else None
        assert ask(people[ADMIN], method, address(route, house, MISSING), data).status_code == 404, method
    assert snapshot(house) == before


@pytest.mark.parametrize("route", RULED, ids=name_of)
def test_what_the_matrix_gives_is_given_and_the_rest_refused(people, house, route):
    path = address(route, house, OWN)
    client, employee, administrator = MATRIX[route["action"] or "seeSheet"]
    if route["area"] == "admin":
        client = 403
    for account, expected in ((MARTIN, client), (JULIE, employee), (ADMIN, administrator)):
        status = ask(people[account], "GET", path).status_code
        allowed = {200: (200, 303), 403: (403,)}[expected]
        if expected == 200:
            # The comment of the demonstration may be somebody else's (S15); the file that is being sent is not there.
            allowed = {"deleteComment": (403, 200), "upload": (404,)}.get(route["kind"], allowed)
        assert status in allowed, f"{account.identifier}: {status}"


@pytest.mark.parametrize(
    "route", [r for r in CLOSED if r["area"] == "admin" and not r["action"] and "GET" in r["methods"]], ids=name_of
)
def test_the_office_opens_to_administrators(people, house, route):
    assert ask(people[ADMIN], "GET", address(route, house, OWN)).status_code in (200, 303)


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
def test_what_matters_asks_for_the_password_again(people, house, route):
    """ASVS 3.7.1: a session that was left open for more than fifteen minutes is not enough."""
    visitor = people[MARTIN if route["area"] == "compte-client" else ADMIN]
    with house.database() as database:
        database.execute("UPDATE session SET authenticated_at = UTC_TIMESTAMP(3) - INTERVAL 16 MINUTE")
    before = snapshot(house)
    for method in route["methods"]:
        data = CONTENT | tokens(visitor) if method == "POST" else None
        answer = ask(visitor, method, address(route, house, OWN), data)
        if method == "GET":
            assert answer.status_code == 303 and f"/{route['area']}/identite" in answer.headers["Location"]
        else:
            assert answer.status_code == 401 and 'class="form-identite"' in answer.text
    assert snapshot(house) == before


def test_the_matrix_of_these_tests_is_whole():
    assert {route["action"] for route in ROUTES if route["action"]} == set(MATRIX)


def without_tokens(text):
    return re.sub(r'name="(jeton|envoi)" value="[^"]*"', "", text)
