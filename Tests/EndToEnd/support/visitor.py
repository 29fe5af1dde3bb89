"""A person with a browser that runs no JavaScript: follows links, fills the forms that it finds, submits them."""

import re
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag

TIMEOUT = 30
BUTTONS = ("submit", "image")
NOT_TYPED = (*BUTTONS, "button", "reset", "file")


class Visitor:
    """Keeps cookies and the present page. Every method that loads a page returns its response.

        martin = site.visitor(MARTIN)
        martin.get("/compte-client/fiches/CH-2026-001")
        martin.submit("form.form-commentaire", texte="Bonjour")
        assert martin.one("article.commentaire:last-of-type")
    """

    def __init__(self, url: str):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({"User-Agent": "Visitor", "Accept": "text/html", "Accept-Language": "fr"})
        self.response: requests.Response | None = None
        self._soup: BeautifulSoup | None = None

    # Pages

    def get(self, address: str, **options) -> requests.Response:
        return self.request("GET", address, **options)

    def post(self, address: str, data=None, **options) -> requests.Response:
        """Posts fields of one's own choosing: for what no form would send. `headers` may replace the Origin."""
        return self.request("POST", address, data=data, **options)

    def request(self, method: str, address: str, headers=None, **options) -> requests.Response:
        """A header given as None is not sent."""
        target = urljoin(self.address, address)
        sent = {"Sec-Fetch-Site": "same-origin" if self.response is not None else "none"}
        if self.response is not None:
            sent["Referer"] = self.response.url
        if method not in ("GET", "HEAD"):
            sent["Origin"] = "{0.scheme}://{0.netloc}".format(urlsplit(self.url))
            if self.response is not None and self.response.headers.get("Referrer-Policy") == "no-referrer":
                sent["Origin"] = "null"  # as browsers do (Fetch, « append a request Origin header »)
        options.setdefault("timeout", TIMEOUT)
        self.response = self.session.request(method, target, headers=sent | (headers or {}), **options)
        self._soup = None
        return self.response

    @property
    def address(self) -> str:
        """Where the visitor is, as the browser's address bar would say."""
        return self.url + "/" if self.response is None else self.response.url

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def status(self) -> int:
        assert self.response is not None, "no page yet"
        return self.response.status_code

    @property
    def soup(self) -> BeautifulSoup:
        """The present page, parsed as browsers do."""
        if self._soup is None:
            assert self.response is not None, "no page yet"
            self._soup = BeautifulSoup(self.response.content, "html5lib", from_encoding="utf-8")
        return self._soup

    def all(self, selector: str) -> list[Tag]:
        return self.soup.select(selector)

    def one(self, selector: str) -> Tag:
        """The only element of that kind on the page."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector} on {self.address} ({self.status})"
        return found[0]

    def text(self, selector: str = "body") -> str:
        """The text of an element as a reader takes it in: spaces of any kind and length are one."""
        return readable(self.one(selector))

    def follow(self, link) -> requests.Response:
        """Follows a link, given as an element, a selector, or the beginning of its text."""
        if isinstance(link, str):
            by_text = [each for each in self.all("a[href]") if readable(each).startswith(link)]
            link = by_text[0] if by_text else self.one(link)
        return self.get(link["href"])

    # Forms

    def form(self, which) -> Tag:
        """A form, given as an element, a CSS selector (the first that matches), or a predicate on elements."""
        if isinstance(which, Tag):
            return which
        forms = self.all(which) if isinstance(which, str) else [each for each in self.all("form") if which(each)]
        assert forms, f"no form matches {which!r} on {self.address} ({self.status})"
        return forms[0]

    def fields(self, which) -> list[tuple[str, str]]:
        """What the form would send untouched, buttons apart, in its order."""
        return [pair for control in self._controls(self.form(which)) for pair in values_of(control)]

    def submit(
        self, which="form", button=None, extra=None, headers=None, files=(), **fields
    ) -> requests.Response:
        """Fills the named fields of a form, leaves the others as they are (hidden ones too), and submits it.

        A field that the form does not have is an error of the test; `extra` adds such fields on purpose. A value of
        None leaves a field out, a list sends it several times. `button` is the value of the button pressed; without
        it the first one is. `files` are (field, file name, bytes), for a form that takes files.
        """
        form = self.form(which)
        names = {control["name"] for control in self._controls(form)}
        unknown = set(fields) - names
        assert not unknown, f"the form has no field {unknown}; it has {sorted(names)}"

        pairs = [(name, value) for name, value in self.fields(form) if name not in fields]
        for name, value in fields.items():
            values = value if isinstance(value, (list, tuple)) else [value]
            pairs += [(name, as_sent(each)) for each in values if each is not None]
        pairs += list(extra.items() if isinstance(extra, dict) else extra or ())
        pressed = self._button(form, button)
        if pressed is not None and pressed.get("name"):
            pairs.append((pressed["name"], pressed.get("value", "")))

        action = (pressed or {}).get("formaction") or form.get("action") or self.address
        method = ((pressed or {}).get("formmethod") or form.get("method") or "get").upper()
        if method == "GET":
            return self.request("GET", urljoin(self.address, action).partition("?")[0], params=pairs, headers=headers)
        if form.get("enctype") == "multipart/form-data":
            parts = [(name, (None, value.encode())) for name, value in pairs]
            parts += [(field, (name, content, "application/octet-stream")) for field, name, content in files]
            return self.request("POST", action, files=parts, headers=headers)
        assert not files, "the form takes no files"
        return self.request("POST", action, data=pairs, headers=headers)

    def _controls(self, form: Tag) -> list[Tag]:
        """Successful controls in the sense of HTML: named, not disabled, of this form; buttons apart."""
        owned = [each for each in form.select("input, select, textarea") if not each.get("form")]
        if form.get("id"):
            owned += self.all(f'[form="{form["id"]}"]')
        return [
            each
            for each in owned
            if each.get("name")
            and not each.has_attr("disabled")
            and each.name != "button"
            and each.get("type") not in NOT_TYPED
            and each.find_parent("fieldset", disabled=True) is None
        ]

    def _button(self, form: Tag, value: str | None) -> Tag | None:
        found = [
            each
            for each in form.select("button, input")
            if (each.get("type", "submit" if each.name == "button" else "text") in BUTTONS)
            and not each.has_attr("disabled")
        ]
        if value is None:
            return found[0] if found else None
        matching = [each for each in found if each.get("value") == value or readable(each) == value]
        assert matching, f"the form has no button {value!r}"
        return matching[0]

    # The product

    def sign_in(self, account, password: str | None = None) -> "Visitor":
        """Through the form of the account's own door; fails when that does not lead past it."""
        page = f"/{account.area}/connexion"
        self.get(page)
        self.submit(
            lambda form: form.select_one("[name=mot_de_passe]"),
            identifiant=account.identifier,
            mot_de_passe=password or account.password,
        )
        assert self.status == 200 and self.path != page, f"{account.identifier} is not signed in: {self.status}"
        return self

    def sign_out(self) -> requests.Response:
        return self.submit("form.deconnexion")

    def open_sheet(self, account, code: str) -> Tag:
        """Opens a sheet and returns its root element."""
        self.get(f"/{account.area}/fiches/{code}")
        return self.one("[data-revision]")


def readable(element: Tag) -> str:
    return re.sub(r"\s+", " ", element.get_text()).strip()


def as_sent(value: object) -> str:
    """Browsers send the line ends of a text as CR LF."""
    return re.sub(r"\r\n|\r|\n", "\r\n", str(value))


def values_of(control: Tag) -> list[tuple[str, str]]:
    name = control["name"]
    if control.name == "textarea":
        return [(name, as_sent(control.get_text()))]
    if control.name == "select":
        options = [each for each in control.select("option") if not each.has_attr("disabled")]
        chosen = [each for each in options if each.has_attr("selected")]
        if not chosen and not control.has_attr("multiple"):
            chosen = options[:1]
        return [(name, each.get("value", each.get_text())) for each in chosen]
    if control.get("type") in ("checkbox", "radio"):
        return [(name, control.get("value", "on"))] if control.has_attr("checked") else []
    return [(name, control.get("value", ""))]
