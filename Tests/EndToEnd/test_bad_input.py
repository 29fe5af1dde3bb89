"""Whatever arrives, a clear French page with the right status goes back, and the next visitor is served."""

import os
import random
import socket
import struct
import subprocess

import pytest

from support.demonstration import JULIE, MARTIN

SHEET = "/compte-client/fiches/CH-2026-002"
OFFICE = "/admin/fiches/CH-2026-002"


def in_french(visitor, status, words=""):
    assert visitor.status == status, visitor.text()
    assert visitor.response.headers["Content-Type"].startswith("text/html")
    assert visitor.one("html")["lang"] == "fr" and visitor.one("h1").get_text().strip()
    assert words in visitor.text()


@pytest.mark.parametrize(
    "path", ["/compte-client/nulle-part", "/compte-client/fiches/CH-0000-000", "/compte-client/fiches/x", SHEET + "/zut",
             "/compte-client/fiches/ch-2026-002", SHEET + "/publications/01/commentaires", "/compte-client/photos/rien/480.jpg",
             SHEET + "/publications/999999999/commentaires", "/compte-client/fiches/CH-2026-002/"]
)  # fmt: skip
def test_unknown_addresses(site, path):
    martin = site.visitor(MARTIN)
    martin.get(path)
    in_french(martin, 404, "Page introuvable")
    assert martin.get("/compte-client/").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "QUATSCH"])
def test_wrong_methods(site, method):
    martin = site.visitor(MARTIN)
    martin.request(method, SHEET)
    assert martin.status in (405, 501)
    if martin.status == 405 and method != "QUATSCH":
        assert martin.response.headers["Allow"] == "GET, HEAD"
        in_french(martin, 405)


def test_a_post_where_only_get_is_meant_and_the_reverse(site):
    martin = site.visitor(MARTIN)
    martin.post(SHEET, data={})
    in_french(martin, 405)
    martin.get(SHEET + "/publications")
    in_french(martin, 405)
    assert martin.response.headers["Allow"] == "POST"


def test_head_is_get_without_a_body(site):
    martin = site.visitor(MARTIN)
    answer = martin.request("HEAD", SHEET)
    assert answer.status_code == 200 and answer.content == b""


def test_a_body_too_large(site):
    martin = site.visitor(MARTIN)
    martin.open_sheet(MARTIN, "CH-2026-002")
    form = martin.form("form.form-commentaire")
    martin.post(form["action"], data=dict(martin.fields(form)) | {"texte": "x" * 140_000})
    in_french(martin, 413)
    assert martin.get(SHEET).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"texte=%FF%FE", b"texte=\xff\xfe", b"texte=%zz", b"texte=%4", b"texte=%00", b"texte=a&texte=b", b"&" * 500 + b"a=1" * 3,
     b"&".join(b"a%d=1" % n for n in range(300))],
)  # fmt: skip
def test_malformed_forms(site, body):
    martin = site.visitor(MARTIN)
    martin.post(
        SHEET + "/publications/1/commentaires", data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert martin.status in (400, 403)
    in_french(martin, martin.status)
    assert martin.get(SHEET).status_code == 200


@pytest.mark.parametrize("path", ["/compte-client/%ff%fe", "/compte-client/%", "/compte-client/a%00b", SHEET + "?n=%ff"])
def test_malformed_addresses(site, path):
    """Some are the web server's to refuse; either way it is a refusal, and the next one is served."""
    host, port = "127.0.0.1", site.port
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = connection.makefile("rb").read()
    assert answer.split()[1] in (b"400", b"404")
    assert site.visitor().get("/compte-client/connexion").status_code == 200


def test_another_content_type(site):
    martin = site.visitor(MARTIN)
    martin.post(SHEET + "/publications/1/commentaires", data='{"texte":"x"}', headers={"Content-Type": "application/json"})
    in_french(martin, 415)


@pytest.mark.parametrize(
    "query", ["?n=0", "?n=-1", "?n=1e3", "?apres=99999999999999999999", "?n=1&n=2", "/nouveautes", "/nouveautes?depuis=x",
              "/nouveautes?depuis=-1", "/ordre?ordre=zigzag", "/publications/1/commentaires?parent=0"]
)  # fmt: skip
def test_numbers_out_of_range_and_missing_parameters(site, query):
    martin = site.visitor(MARTIN)
    martin.get(SHEET + query)
    in_french(martin, 400)


@pytest.mark.parametrize("missing", ["texte", "envoi"])
def test_missing_fields(site, missing):
    martin = site.visitor(MARTIN)
    martin.open_sheet(MARTIN, "CH-2026-002")
    form = martin.form("form.form-commentaire")
    fields = dict(martin.fields(form)) | {"texte": "Bonjour"}
    del fields[missing]
    martin.post(form["action"], data=fields)
    in_french(martin, 400)
    if missing != "texte":
        assert "Bonjour" in martin.text(), "what was typed is shown"


@pytest.mark.parametrize("text, words", [("", "Écrivez"), (" \n\t ", "Écrivez"), ("é" * 5_001, "trop long")])
def test_empty_and_overlong_comments_are_explained_and_kept(site, text, words):
    martin = site.visitor(MARTIN)
    martin.open_sheet(MARTIN, "CH-2026-002")
    martin.submit("form.form-commentaire", texte=text)
    in_french(martin, 422, words)
    assert martin.one("textarea").get_text().strip() == text.strip()


@pytest.mark.parametrize(
    "fields, field",
    [({"texte": ""}, "texte"), ({"date": "hier"}, "date"), ({"date": "2026-02-30T10:00"}, "date"),
     ({"date": "1850-01-01T10:00"}, "date"), ({"etape": "fini"}, "etape")],
)  # fmt: skip
def test_a_refused_publication_says_which_field_and_keeps_the_rest(apache_site, fields, field):
    julie = apache_site.visitor(JULIE)
    julie.open_sheet(JULIE, "CH-2026-002")
    form = julie.form("form.form-publication")
    typed = dict(julie.fields(form)) | {"texte": "Bien tapé"} | fields
    julie.post(form["action"], data=typed)
    in_french(julie, 422)
    assert julie.one(f"form.form-publication [name={field}]").get("aria-invalid") == "true"
    if field != "texte":
        assert julie.one("form.form-publication textarea").get_text().strip() == "Bien tapé"


def test_any_unicode_survives(site):
    """5.3.2"""
    text = "Ça c’est 👷🏽‍♀️ « élégant » – שלום مرحبا 𝕏 ﬁ \u00a0& <b>\"'"
    martin = site.visitor(MARTIN)
    martin.open_sheet(MARTIN, "CH-2026-002")
    martin.submit("form.form-commentaire", texte=text)
    anchor = martin.address.partition("#")[2]
    assert text in martin.one(f"#{anchor}").get_text()


# FastCGI and CGI themselves


def record(kind, content, request=1, length=None, version=1):
    return struct.pack("!BBHHBx", version, kind, request, len(content) if length is None else length, 0) + content


def parameters(**pairs):
    return b"".join(struct.pack("!BB", len(k), len(v)) + k.encode() + v.encode() for k, v in pairs.items())


BEGIN = record(1, struct.pack("!HB5x", 1, 0))
GET = {"REQUEST_METHOD": "GET", "REQUEST_URI": "/compte-client/connexion"}


def hostile_conversations():
    post = GET | {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    full = BEGIN + record(4, parameters(**GET)) + record(4, b"") + record(5, b"")
    yield "nothing", b""
    yield "half a header", BEGIN[:5]
    yield "truncated parameters", BEGIN + record(4, parameters(**GET)[:-7], length=len(parameters(**GET)))
    yield "lying name length", BEGIN + record(4, b"\xff\xff\xff\xffA") + record(4, b"") + record(5, b"")
    yield "wrong version", BEGIN.replace(b"\x01", b"\x07", 1) + full
    yield "unknown role", record(1, struct.pack("!HB5x", 9, 0)) + record(4, b"") + record(5, b"")
    yield "body shorter than said", (
        BEGIN + record(4, parameters(**post, CONTENT_LENGTH="500")) + record(4, b"") + record(5, b"texte=x") + record(5, b"")
    )
    for length in ("-1", "1e9", "99999999999999999999", "abc"):
        yield f"content length {length}", BEGIN + record(4, parameters(**post, CONTENT_LENGTH=length)) + record(4, b"") + record(5, b"")
    yield "no method", BEGIN + record(4, parameters(REQUEST_URI="/")) + record(4, b"") + record(5, b"")
    yield "bytes that are no text", BEGIN + record(4, parameters(REQUEST_METHOD="GET") + b"\x0b\x04REQUEST_URI/\xff\xfe\xfd") + record(4, b"") + record(5, b"")
    chance = random.Random(2026)
    for number in range(60):
        mutated = bytearray(full)
        for _ in range(chance.randint(1, 6)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        yield f"mutation {number}", bytes(mutated[: chance.randint(1, len(mutated))])


def test_malformed_fastcgi_costs_its_own_request_at_most(servers):
    """Straight into the workers' socket, past the web server."""
    site = servers("nginx")
    address = next(path for path in (site.data / "run").resolve().glob("*.sock") if "maria" not in path.name)
    for name, conversation in hostile_conversations():
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10)
            connection.connect(str(address))
            try:
                connection.sendall(conversation)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(65536)
            except (ConnectionError, BrokenPipeError):
                pass  # it hung up on nonsense: that is an answer
        assert site.visitor().get("/compte-client/connexion").status_code == 200, name


@pytest.mark.parametrize(
    "environment, body, status",
    [({}, b"", 400), ({"REQUEST_METHOD": "GET"}, b"", 400), (GET | {"CONTENT_LENGTH": "-5"}, b"", 400),
     (GET | {"CONTENT_LENGTH": "1000000000000000000000"}, b"", 413), (GET | {"CONTENT_LENGTH": "10"}, b"abc", 400),
     (GET | {"HTTP_COOKIE": "clo_session=" + "x" * 9000}, b"", 200), (GET | {"HTTP_COOKIE": ";;;=;clo_session"}, b"", 200),
     (GET | {"REQUEST_URI": "http://hote/compte-client/connexion"}, b"", 200), (GET | {"REQUEST_URI": "*"}, b"", 404),
     (GET | {"REQUEST_URI": "/" * 5000}, b"", 404), (GET | {"REMOTE_ADDR": "' OR 1=1"}, b"", 200)],
)  # fmt: skip
def test_malformed_cgi(servers, environment, body, status):
    site = servers("cgi")
    program = site.data / "site" / "bin" / "clo.fcgi"
    conf = {"CLO_CONF": str(site.data / "clo.conf"), "PATH": os.environ["PATH"]}
    done = subprocess.run([program], input=body, env=conf | environment, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Status: {status} ".encode()), done.stdout[:300]
