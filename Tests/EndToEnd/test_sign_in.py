"""Signing in and out, sessions, throttling, passwords, and the headers of every answer."""

import re
import time

import pytest

from support.demonstration import ADMIN, JULIE, MARTIN, SOPHIE

SIGN_IN = "form.form-connexion"


def try_password(visitor, area="compte-client", identifier="martin.dupont", password="pas le bon du tout"):
    visitor.get(f"/{area}/connexion")
    return visitor.submit(SIGN_IN, identifiant=identifier, mot_de_passe=password)


def test_an_employee_who_comes_by_the_clients_door_is_shown_in(site):
    julie = site.visitor()
    try_password(julie, "compte-client", "julie.moreau", "demonstration-clo")
    assert julie.path == "/admin/"
    assert julie.get("/compte-client/fiches/CH-2026-001").url.endswith("/admin/fiches/CH-2026-001")


def test_signing_in_leads_on_to_the_page_that_was_asked_for(site):
    martin = site.visitor()
    martin.get("/compte-client/fiches/CH-2026-001?apres=20")
    assert martin.path == "/compte-client/connexion"
    martin.submit(SIGN_IN, identifiant=" Martin.Dupont ", mot_de_passe="demonstration-clo")
    assert martin.address.endswith("/compte-client/fiches/CH-2026-001?apres=20")


@pytest.mark.parametrize(
    "target", ["//ailleurs.example/", "/\\ailleurs.example", "https://ailleurs.example", "/compte-client/../..//x", "/autre"]
)
def test_signing_in_never_leads_to_another_site(apache_site, target):
    """ASVS 5.1.5"""
    martin = apache_site.visitor()
    martin.get("/compte-client/connexion")
    martin.submit(
        SIGN_IN, identifiant="martin.dupont", mot_de_passe="demonstration-clo", extra={"retour": target}
    )
    assert martin.path == "/compte-client/"


def test_a_wrong_password_and_an_unknown_identifier_get_the_same_answer(apache_site):
    pages = []
    for identifier in ("sophie.bernard", "personne.inconnue"):
        visitor = apache_site.visitor()
        try_password(visitor, identifier=identifier)
        assert visitor.status == 422
        pages.append(re.sub(r'value="[^"]*"', "", visitor.response.text))
        assert visitor.one("#identifiant")["value"] == identifier, "the identifier need not be typed again"
        assert not visitor.one("#mot_de_passe").get("value")
    assert pages[0] == pages[1]
    forget_tries(apache_site)


def test_an_unknown_identifier_takes_as_long_as_a_known_one(apache_site):
    """The shortest of alternated tries; scrypt takes a quarter of a second, and skipping it would show at once."""
    times = {"sophie.bernard": [], "personne.inconnue": []}
    for _ in range(5):
        for identifier, taken in times.items():
            visitor = apache_site.visitor()
            visitor.get("/compte-client/connexion")
            forget_tries(apache_site)
            start = time.perf_counter()
            visitor.submit(SIGN_IN, identifiant=identifier, mot_de_passe="pas le bon du tout")
            taken.append(time.perf_counter() - start)
            assert visitor.status == 422
    known, unknown = (min(taken) for taken in times.values())
    assert 0.5 < known / unknown < 2


def forget_tries(site):
    with site.database() as database:
        database.execute("DELETE FROM throttle")


def test_tries_are_slowed_but_a_known_browser_is_never_shut_out(site):
    """2.2.1: delays grow; a stranger's failures do not keep the person out"""
    forget_tries(site)
    sophie = site.visitor(SOPHIE)
    sophie.sign_out()
    stranger = site.visitor()
    statuses = [try_password(stranger, identifier="sophie.bernard").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert int(stranger.response.headers["Retry-After"]) > 60
    assert "Réessayez dans" in stranger.text(".erreur")
    try_password(stranger, identifier="sophie.bernard", password="demonstration-clo")
    assert stranger.status == 429, "even the right password has to wait"
    sophie.sign_in(SOPHIE)
    forget_tries(site)


def test_the_session_cookie_is_out_of_reach_and_new_each_time(site):
    martin = site.visitor()
    martin.get("/compte-client/connexion")
    martin.session.cookies.set("clo_session", "A" * 43, path="/")
    answer = martin.submit(SIGN_IN, identifiant="martin.dupont", mot_de_passe="demonstration-clo")
    cookie = next(c for c in answer.history[0].raw.headers.getlist("Set-Cookie") if c.startswith("clo_session="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
    token = re.match(r"clo_session=([\w-]{43});", cookie)[1]
    assert token != "A" * 43
    with site.database() as database:
        database.execute("SELECT HEX(token_hash) AS hash FROM session")
        hashes = {row["hash"].lower() for row in database.fetchall()}
    import base64
    import hashlib

    assert hashlib.sha256(base64.urlsafe_b64decode(token + "=")).hexdigest() in hashes, "only its SHA-256 is kept"


def test_signing_out_ends_the_session_on_the_server(site):
    martin = site.visitor(MARTIN)
    kept = martin.session.cookies.get_dict()
    martin.sign_out()
    assert martin.path == "/compte-client/connexion"
    thief = site.visitor()
    thief.session.cookies.update(kept)
    assert thief.get("/compte-client/").url.endswith("/compte-client/connexion")


@pytest.mark.parametrize(
    "column, age", [("expires_at", "INTERVAL 1 SECOND"), ("seen_at", "INTERVAL 15 DAY")]
)
def test_sessions_have_an_absolute_and_an_idle_limit(apache_site, column, age):
    martin = apache_site.visitor(MARTIN)
    with apache_site.database() as database:
        database.execute(f"UPDATE session SET {column} = UTC_TIMESTAMP(3) - {age}")
    assert martin.get("/compte-client/").url.endswith("/compte-client/connexion")


def test_a_suspended_account_is_out_at_once(site):
    martin = site.visitor(MARTIN)
    assert site.tool("user", "suspend", "martin.dupont").returncode == 0
    try:
        assert martin.get("/compte-client/").url.endswith("/compte-client/connexion")
        assert try_password(martin, password="demonstration-clo").status_code == 422
    finally:
        assert site.tool("user", "reopen", "martin.dupont").returncode == 0
    forget_tries(site)


def test_changing_the_password_signs_out_everywhere_else(fresh_site):
    site = fresh_site("nginx")
    here, elsewhere = site.visitor(MARTIN), site.visitor(MARTIN)
    here.get("/compte-client/mot-de-passe")
    change = "form[action$=mot-de-passe]"
    here.submit(change, mot_de_passe="faux", nouveau_mot_de_passe="une longue phrase facile")
    assert here.status == 422 and "actuel" in here.text(".erreur")
    for bad in ("trop court", "motdepasse1234", "martin dupont 1", "x" * 129):
        here.submit(change, mot_de_passe="demonstration-clo", nouveau_mot_de_passe=bad)
        assert here.status == 422, bad
    here.submit(change, mot_de_passe="demonstration-clo", nouveau_mot_de_passe="une longue phrase 🏠 facile")
    assert here.status == 200 and "Mot de passe changé" in here.text()
    assert here.get("/compte-client/").status_code == 200 and here.path == "/compte-client/"
    assert elsewhere.get("/compte-client/").url.endswith("/connexion")
    new = site.visitor()
    assert try_password(new, password="une longue phrase 🏠 facile").url.endswith("/compte-client/")


def test_accounts_are_made_on_the_command_line_with_the_password_on_standard_input(fresh_site):
    """S2"""
    import subprocess

    site = fresh_site("cgi")
    command = [site.data / "site" / "bin" / "clo", "user", "add", "paul.petit", "--type", "client", "--prenom", "Paul",
               "--nom", "Petit"]  # fmt: skip
    environment = {"CLO_CONF": str(site.data / "clo.conf")}

    def add(password):
        return subprocess.run(command, input=password, env=environment, capture_output=True, text=True, timeout=60)

    assert add("trop court\n").returncode != 0
    assert add("le chien aboie la caravane passe\n").returncode == 0
    assert "déjà pris" in add("le chien aboie la caravane passe\n").stderr
    paul = site.visitor()
    try_password(paul, identifier="paul.petit", password="le chien aboie la caravane passe")
    assert paul.path == "/compte-client/" and "Aucune fiche d’avancement" in paul.text()


POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "worker-src 'self'"
)


@pytest.mark.parametrize("path", ["/compte-client/connexion", "/compte-client/", "/compte-client/rien", "/admin/"])
def test_every_answer_carries_the_security_headers(site, path):
    martin = site.visitor(MARTIN)
    headers = martin.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=(), payment=()"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert not martin.all("[style], script:not([src]), [onclick], style"), "no inline script or style"


def test_no_password_and_no_token_in_the_logs(site):
    martin = site.visitor(MARTIN)
    try_password(site.visitor(), password="secret-dans-le-journal")
    log = site.log()
    assert "sign-in" in log
    for secret in ("secret-dans-le-journal", "demonstration-clo", martin.session.cookies["clo_session"]):
        assert secret not in log
    forget_tries(site)


@pytest.mark.parametrize("account", [JULIE, ADMIN])
def test_employees_sign_in_by_their_own_door(site, account):
    assert site.visitor(account).path == "/admin/"
