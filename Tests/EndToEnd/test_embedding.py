"""« Compte client » inside the site that a customer already has: includes, a PHP page, a static page; other addresses;
behind a proxy. Each on a stand-in of CLO's site, with the examples that people copy."""

import contextlib
import html
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import expect

from support.browsing import comment_form, publish, sign_in
from support.demonstration import ADMIN, JULIE, MARTIN
from support.host import EXAMPLES, PHP, SECRET, Host
from support.site import REPOSITORY

SHEET = "CH-2026-002"
ASSETS = "/compte-client/clo/"
ATTACKS = (
    '<!--#include virtual="/secret.html" -->',
    '<!--# include virtual="/secret.html" -->',
    '<!--#exec cmd="echo $((41+1))clos" -->',
    '<!--#echo var="DOCUMENT_ROOT" -->',
)


@pytest.fixture(scope="module")
def host(scratch, servers):
    """`with host("nginx", PATH_CLIENT="/espace") as one`: stopped at the end, so that its processes do not take all
    connections of the one database."""

    @contextlib.contextmanager
    def running(front="apache", prepare=None, **settings):
        folder = Path(tempfile.mkdtemp(prefix="hote-", dir=scratch))
        folder.chmod(0o755)
        one = Host(servers("apache"), folder / "h", front, **settings)
        bootstrap = next((REPOSITORY / ".venv").glob("lib/python3*/site-packages/bootstrap/static/bootstrap/css"))
        shutil.copy(bootstrap / "bootstrap.min.css", one.root / "cadre.css")
        (one.root / "secret.html").write_text("SECRET-DU-SITE")
        with contextlib.ExitStack() as started:
            started.callback(one.stop)
            for other in (prepare(one) if prepare else None) or ():
                started.callback(other.stop)
            one.start()
            one.wait()
            yield one

    return running


# The page shell and its server-side includes


@pytest.fixture(scope="module", params=["apache", "nginx"])
def included(request, host):
    with host(request.param) as one:
        yield one


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_the_shells_includes_are_run_in_our_pages(included, encoding):
    martin = included.visitor(MARTIN)
    martin.get(f"/compte-client/fiches/{SHEET}", headers={"Accept-Encoding": encoding})
    assert martin.response.headers.get("Content-Encoding") == (encoding if encoding == "gzip" else None)
    assert len(martin.all("header.site-tete")) == 1 and len(martin.all("footer.site-pied")) == 1
    assert "<!--#" not in martin.response.text
    assert martin.one("section.clo h1")


def test_what_visitors_type_is_never_an_include(included):
    martin, julie = included.visitor(MARTIN), included.visitor(JULIE)
    for attack in ATTACKS:
        martin.get(f"/compte-client/fiches/{SHEET}")
        martin.submit("form.form-commentaire", texte=attack)
        julie.get(f"/admin/fiches/{SHEET}")
        for field in ("texte", "texte_riche"):
            form = julie.form("form.form-publication")
            extra = {"texte_riche": f"<p>{attack}</p><p>{html.escape(attack)}</p>"} if field == "texte_riche" else {}
            fields = {"texte": attack} if field == "texte" else {"texte": ""}
            julie.submit(form, extra=extra, **fields)
            assert julie.status == 200, julie.text()
            julie.get(f"/admin/fiches/{SHEET}")
    martin.get(f"/compte-client/fiches/{SHEET}?tout=1")
    shown = martin.text("section.clo")
    for attack in ATTACKS:
        assert attack in shown, attack
    pages = [martin.response.text]
    anonymous = included.visitor()
    anonymous.get("/admin/connexion")
    for attack in ATTACKS:
        pages.append(martin.get(f"/compte-client/fiches/{SHEET}/recherche", params={"q": attack}).text)
        pages.append(julie.get("/admin/fiches", params={"chantier": attack}).text)
        anonymous.get("/admin/connexion")
        pages.append(anonymous.submit(identifiant=attack, mot_de_passe="x").text)
        pages.append(martin.get("/compte-client/" + requests.utils.quote(attack)).text)
        pages.append(martin.get("/compte-client/connexion", params={"retour": attack}).text)
    for page in pages:
        assert "SECRET-DU-SITE" not in page and "42clos" not in page
        assert str(included.root) not in page
        assert "<!--#" not in page and "[an error occurred" not in page


# A PHP site


def with_php(*names):
    """Puts the PHP example into the host, for the client's pages and, with another name, for the employees' as well."""

    def prepare(host: Host):
        for file in ("clo-relais.php", "menu.php"):
            shutil.copy(EXAMPLES / "php" / file, host.root / file)
        for name in names:
            shutil.copy(EXAMPLES / "php" / "compte-client.php", host.root / name)
        configuration = (EXAMPLES / "php" / "clo-relais.conf.php").read_text()
        configuration = configuration.replace("https://www.exemple.fr", host.url)
        configuration = configuration.replace("la valeur de CLO_RELAY_SECRET", SECRET)
        (host.folder / "clo-relais.conf.php").write_text(configuration)
        php = PHP(host).start()
        (host.folder / "site.conf").write_text(php.apache)
        (host.folder / "site.nginx.conf").write_text(php.nginx)
        # The pages stand at the PHP's addresses; the relay asks at another, which the server keeps for the responder.
        return [php]

    return prepare


@pytest.fixture(scope="module", params=["apache", "nginx"])
def php_site(request, host):
    paths = {"PATH_CLIENT": "/compte-client.php", "PATH_OFFICE": "/gestion.php"}
    with host(request.param, with_php("compte-client.php", "gestion.php"), RELAY_SECRET=SECRET, **paths) as one:
        yield one


def test_a_php_page_includes_ours(php_site):
    martin = php_site.visitor(MARTIN)
    assert martin.path == "/compte-client.php/"
    assert len(martin.all("nav[aria-label='Menu du site']")) == 1
    assert martin.one("section.clo")
    assert martin.one("title").text.endswith("– CLO")
    assert martin.all("head link[href*='/compte-client/clo/css/clo.css?v=']") and martin.all("head script[src*='/compte-client/clo/js/clo.js']")
    martin.follow(f".fiche[href$='{SHEET}']")
    assert martin.path == f"/compte-client.php/fiches/{SHEET}"
    assert martin.response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "clo-relais" not in martin.response.text and SECRET not in martin.response.text


def test_forms_redirects_and_status_codes_pass_through_php(php_site):
    martin = php_site.visitor(MARTIN)
    martin.get(f"/compte-client.php/fiches/{SHEET}")
    martin.submit("form.form-commentaire", texte="Écrit à travers PHP")
    assert martin.response.history[0].status_code == 303
    assert "Écrit à travers PHP" in martin.text("section.clo")
    assert martin.get("/compte-client.php/fiches/CH-1999-001").status_code == 404
    assert martin.one("section.clo") and martin.all("nav[aria-label='Menu du site']")
    assert martin.post(f"/compte-client.php/fiches/{SHEET}/publications/1/commentaires", {"texte": "x"}).status_code == 403
    assert php_site.visitor().get("/compte-client.php/connexion").headers["Cache-Control"] == "private, no-store"
    martin.get("/compte-client.php/")
    martin.submit("form.deconnexion")
    martin.get("/compte-client.php/")
    assert martin.path == "/compte-client.php/connexion"


def test_our_scripts_get_their_bare_answers_through_php(php_site):
    martin = php_site.visitor(MARTIN)
    martin.get(f"/compte-client.php/fiches/{SHEET}")
    root = martin.one("section.clo[data-revision]")
    address = root["data-nouveautes"]
    assert address.startswith("/compte-client.php/")
    answer = martin.get(f"{address}?depuis={root['data-revision']}", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    answer = martin.get(f"{address}?depuis=0", headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "Menu du site" not in answer.text


def test_files_are_streamed_through_php(php_site):
    martin = php_site.visitor(MARTIN)
    martin.get("/compte-client.php/fiches/CH-2026-001?tout=1")
    photo = martin.all("figure.photo a[href]")[0]["href"]
    assert photo.startswith("/compte-client.php/photos/")
    first = martin.get(photo)
    assert first.status_code == 200 and first.headers["Content-Type"].startswith("image/")
    # Apache takes a program's word for a length or, since its release 2.4.59, none at all.
    assert int(first.headers.get("Content-Length", len(first.content))) == len(first.content) > 10_000
    part = martin.get(photo, headers={"Range": "bytes=0-99"})
    assert part.status_code == 206 and part.content == first.content[:100]
    document = martin.get("/compte-client.php/fiches/CH-2026-001/pdf", timeout=120)
    while "pdf" not in document.headers["Content-Type"]:
        document = martin.get(martin.address, timeout=120)
    assert document.content.startswith(b"%PDF-")
    again = martin.get(document.url, headers={"If-None-Match": document.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_photos_are_sent_through_php(php_site):
    julie = php_site.visitor(JULIE)
    julie.get(f"/gestion.php/fiches/{SHEET}")
    photo = (REPOSITORY / "demo" / "photos" / "charpente.jpg").read_bytes()
    form = julie.form("form.form-publication")
    assert form["data-envois"].startswith("/gestion.php/")
    token = dict(julie.fields(form))["jeton"]
    headers = {"CLO-Jeton": token, "HX-Request": "true"}
    size = len(photo)
    answer = julie.post(
        form["data-envois"], {"nom": "charpente.jpg", "taille": size, "empreinte": "e" * 32}, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    upload = answer.json()
    name, sent = upload["envoi"], upload["recu"]
    while sent < size:
        piece = photo[sent : sent + 96 * 1024]
        answer = julie.post(
            f"{form['data-envois']}/{name}?debut={sent}", piece,
            headers=headers | {"Content-Type": "application/octet-stream"})
        assert answer.status_code in (200, 201), answer.text
        sent += len(piece)
    assert answer.json()["photo"]


def test_a_form_with_a_file_passes_through_php(php_site):
    julie = php_site.visitor(JULIE)
    julie.get(f"/gestion.php/fiches/{SHEET}")
    small = make_small_photo()
    julie.submit(
        lambda form: form.get("enctype") == "multipart/form-data", texte="Photo à travers PHP",
        files=[(file_field(julie), "petite.jpg", small)],
    )
    assert julie.status == 200, julie.text()
    entry = [each for each in julie.all("article.publication") if "Photo à travers PHP" in each.text]
    assert entry and entry[0].select("figure.photo img")


def make_small_photo() -> bytes:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.effect_noise((320, 240), 40).convert("RGB").save(file, "JPEG", quality=70)
    return file.getvalue()


def file_field(visitor) -> str:
    return visitor.one("form.form-publication input[type=file]")["name"]


def test_the_relay_tells_who_asks_and_strangers_cannot(php_site):
    forged = {"X-Forwarded-For": "198.51.100.77", "CLO-Relais": "x" * 40, "CLO-Adresse": "/gestion.php/"}
    answer = requests.get(f"{php_site.url}/compte-client/", headers=forged, allow_redirects=False)
    assert answer.status_code == 404, "without the secret, the relay's address leads nowhere"
    visitor = php_site.visitor()
    visitor.get("/compte-client.php/connexion", headers={"X-Forwarded-For": "198.51.100.77"})
    stranger = f"personne.{php_site.front}"
    visitor.submit(identifiant=stranger, mot_de_passe="x", headers={"X-Forwarded-For": "198.51.100.77"})
    refusals = [line for line in php_site.log().splitlines() if "sign-in-refused" in line]
    assert refusals and all('address="127.0.0.1"' in line for line in refusals), refusals


# A static site


@pytest.fixture(scope="module")
def static_site(host):
    def prepare(one):
        shutil.copy(EXAMPLES / "page-statique" / "espace.html", one.root / "espace.html")
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; worker-src 'self'"
        )
        (one.folder / "site.conf").write_text(
            f'<Files "espace.html">\n    Header set Content-Security-Policy "{policy}"\n</Files>\n')

    with host("apache", prepare) as one:
        yield one


def enter(view):
    view.goto("/espace.html")
    view.get_by_label("Identifiant").fill(MARTIN.identifier)
    view.get_by_label("Mot de passe", exact=True).fill(MARTIN.password)
    view.get_by_role("button", name="Se connecter").click()
    expect(view.locator(".fiches .fiche").first).to_be_visible()
    return view


def test_a_static_page_shows_ours(page, static_site):
    view = enter(page(static_site))
    assert urlsplit(view.url).path == "/espace.html"
    expect(view.get_by_role("navigation", name="Menu du site")).to_be_visible()
    view.locator(f".fiche[href$='{SHEET}']").click()
    expect(view.locator("section.clo-fiche[data-revision]")).to_be_visible()
    assert urlsplit(view.url).path == "/espace.html"
    title = view.title()
    assert title.endswith("– CLO") and title != "Compte client – CLO"
    expect(view.locator("h1:focus")).to_have_count(1)
    view.go_back()
    expect(view.locator(".fiches .fiche").first).to_be_visible()
    view.go_forward()
    expect(view.locator("section.clo-fiche")).to_be_visible()
    view.reload()
    expect(view.locator("section.clo-fiche")).to_be_visible()


def test_in_a_static_page_forms_and_live_updates_work(page, static_site):
    view = enter(page(static_site))
    view.goto(f"/espace.html?clo=/compte-client/fiches/{SHEET}")
    number = int(view.locator("article.publication").first.get_attribute("data-numero"))
    comment_form(view, number).fill("Depuis la page statique")
    view.locator(f"#publication-{number}").get_by_role("button", name="Envoyer", exact=False).first.click()
    expect(view.get_by_text("Depuis la page statique")).to_be_visible()
    assert urlsplit(view.url).path == "/espace.html"
    # Its own comment's deletion: a page with a form, a redirect, and a notice that is said once.
    view.locator("article.commentaire", has_text="Depuis la page statique").get_by_role("link", name="Supprimer").click()
    view.get_by_role("button", name=re.compile("Supprimer")).click()
    expect(view.locator("section.clo-fiche .avis")).to_be_visible()
    assert urlsplit(view.url).path == "/espace.html"
    view.get_by_role("button", name="Déconnexion").click()
    expect(view.get_by_label("Identifiant")).to_be_visible()


def test_a_static_page_says_what_was_wrong(page, static_site):
    view = page(static_site)
    view.goto("/espace.html")
    view.get_by_label("Identifiant").fill("martin.dupont")
    view.get_by_label("Mot de passe", exact=True).fill("faux")
    view.get_by_role("button", name="Se connecter").click()
    expect(view.locator("section.clo .erreur").first).to_be_visible()
    expect(view.get_by_role("button", name="Afficher le mot de passe")).to_have_count(1)
    assert urlsplit(view.url).path == "/espace.html"


@pytest.mark.parametrize("address", ["https://example.org/compte-client/", "//example.org/compte-client/", "javascript:alert(1)", "/contact.html"])
def test_a_static_page_opens_no_foreign_address(page, static_site, address):
    view = page(static_site)
    view.goto(f"/espace.html?clo={requests.utils.quote(address, safe='')}")
    expect(view.get_by_label("Identifiant")).to_be_visible()
    assert view.url.startswith(static_site.url)


def test_without_javascript_a_static_page_links_to_the_whole_one(page, static_site):
    view = page(static_site, java_script_enabled=False)
    view.goto("/espace.html")
    view.get_by_role("link", name="Ouvrir le compte client").click()
    expect(view.get_by_label("Identifiant")).to_be_visible()
    assert urlsplit(view.url).path == "/compte-client/connexion"


def test_no_global_but_htmx_is_left_in_a_page(page, static_site):
    view = page(static_site)
    view.goto("/index.html")
    before = set(view.evaluate("Object.getOwnPropertyNames(window)"))
    sign_in(view, MARTIN)
    view.goto(f"/compte-client/fiches/{SHEET}")
    after = set(view.evaluate("Object.getOwnPropertyNames(window)"))
    # Elements with an id are the browser's own globals, not a script's.
    ids = set(view.evaluate("[...document.querySelectorAll('[id], [name]')].flatMap(each => [each.id, each.name])"))
    assert after - before - ids <= {"htmx"}, after - before - ids


# Other addresses


PLACES = {
    "folders": {"PATH_CLIENT": "/espace-client", "PATH_OFFICE": "/gestion"},
    "subdomain": {"PATH_CLIENT": "/", "PATH_OFFICE": "/bureau/gestion"},
}


@pytest.fixture(scope="module", params=[("folders", "apache"), ("folders", "nginx"), ("subdomain", "apache"), ("subdomain", "nginx"), ("folders", "cgi")], ids="-".join)
def moved(request, host):
    place, front = request.param
    with host(front, **PLACES[place]) as one:
        yield one


def local_addresses(section: str) -> set[str]:
    """What a section of a page leads to and loads on its own host."""
    attributes = r'\b(?:href|src|action|formaction|hx-get|data-nouveautes|data-envois|data-href|data-retour)="(/[^"]*)"'
    found = set(re.findall(attributes, section))
    for candidates in re.findall(r'\bsrcset="([^"]*)"', section):
        found |= {candidate.split()[0] for candidate in candidates.split(",") if candidate.strip()}
    return {html.unescape(address) for address in found}


@pytest.mark.parametrize("account", [MARTIN, JULIE, ADMIN], ids=lambda account: account.identifier)
def test_every_address_follows_the_paths_that_were_chosen(moved, account):
    visitor = moved.visitor(account)
    base = moved.office if account.area == "admin" else moved.client
    waiting = [f"{base}/", f"{base}/fiches/{SHEET}", f"{base}/fiches/CH-2026-001"]
    seen, kinds = set(), {}
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+|[A-Za-z0-9_-]{20,}", "N", address.split("?")[0])
        if address in seen or kinds.get(kind, 0) > 2 or "deconnexion" in address:
            continue
        seen.add(address)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = visitor.get(address.split("#")[0])
        assert answer.status_code in (200, 204, 405, 422, 400), (address, answer.status_code)
        # As text: a tree of each long sheet would take longer than all else here.
        section = re.search(r'<section class="clo[ \"].*</section>', answer.text, re.S)
        if "html" not in answer.headers.get("Content-Type", "") or not section:
            continue
        assert "/compte-client/" not in section[0].replace(ASSETS, "") and '"/admin' not in section[0]
        # The site's own page about its legal notice is the one address that is not ours.
        for found in local_addresses(section[0]) - {"/mentions-legales.html"}:
            assert found.startswith((f"{moved.client}/", f"{moved.office}/", ASSETS)), (address, found)
            waiting.append(found)
    assert len(seen) > 15


def test_writing_and_signing_out_work_at_other_addresses(moved):
    julie, martin = moved.visitor(JULIE), moved.visitor(MARTIN)
    julie.get(f"{moved.office}/fiches/{SHEET}")
    julie.submit("form.form-publication", texte="Publié ailleurs")
    assert julie.path == f"{moved.office}/fiches/{SHEET}" and "Publié ailleurs" in julie.text("section.clo")
    martin.get(f"{moved.client}/fiches/{SHEET}")
    assert "Publié ailleurs" in martin.text("section.clo")
    martin.submit("form.form-commentaire", texte="Lu ailleurs")
    assert martin.path == f"{moved.client}/fiches/{SHEET}"
    martin.submit("form.deconnexion")
    martin.get(f"{moved.client}/fiches/{SHEET}")
    assert martin.path == f"{moved.client}/connexion"
    martin.submit(identifiant=MARTIN.identifier, mot_de_passe=MARTIN.password)
    assert martin.path == f"{moved.client}/fiches/{SHEET}", "back to where one wanted to go"


def test_the_old_addresses_are_not_ours_any_more(moved):
    for address in ("/compte-client/", "/admin/"):
        assert requests.get(moved.url + address, allow_redirects=False).status_code == 404
    assert requests.get(f"{moved.url}/compte-client/clo/css/clo.css").status_code == 200


def test_messages_link_to_the_paths_that_were_chosen(moved):
    tool = [moved.folder / "site" / "bin" / "clo", "deliver", "--adresse"]
    import subprocess

    file = moved.folder / "clo.conf"
    text = file.read_text()
    mail = moved.folder / "courrier"
    settings = f"CLO_URL = https://www.clo.example\nCLO_MAIL = dossier\nCLO_MAIL_FROM = suivi@clo.example\nCLO_MAIL_FOLDER = {mail}\n"
    file.write_text(text + settings)
    try:
        done = subprocess.run(tool, env={"CLO_CONF": str(file), "PATH": "/usr/bin"}, capture_output=True, text=True)
    finally:
        file.write_text(text)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"https://www.clo.example{moved.client}/envoi/")


# HTTPS at the host's proxy


def test_only_a_proxy_that_is_named_may_say_that_it_is_https(host):
    with host(PROXIES="127.0.0.0/8") as trusted, host(PROXIES="192.0.2.1") as closed:
        said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5, 198.51.100.4"}
        answer = requests.get(f"{trusted.url}/compte-client/connexion", headers=said)
        assert "__Host-clo_visite" in answer.headers["Set-Cookie"] and "Secure" in answer.headers["Set-Cookie"]
        assert "Strict-Transport-Security" in answer.headers
        answer = requests.get(f"{closed.url}/compte-client/connexion", headers=said)
        assert "__Host-" not in answer.headers["Set-Cookie"] and "Strict-Transport-Security" not in answer.headers

        for one, address in ((trusted, "198.51.100.4"), (closed, "127.0.0.1")):
            visitor = one.visitor()
            visitor.get("/compte-client/connexion", headers={"X-Forwarded-For": said["X-Forwarded-For"]})
            visitor.submit(identifiant=f"personne.{address}", mot_de_passe="x", headers={"X-Forwarded-For": said["X-Forwarded-For"]})
            refusals = [line for line in one.log().splitlines() if "sign-in-refused" in line]
            assert f'address="{address}"' in refusals[-1]
