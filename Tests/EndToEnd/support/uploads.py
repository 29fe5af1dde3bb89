"""Photos on their way, as the product's script sends them: begun, sent in pieces, gone on with after a cut."""

import hashlib
import time
from dataclasses import dataclass

import requests

PIECE = 96 * 1024


@dataclass
class Sender:
    """An employee's browser on a sheet, with its form token."""

    visitor: object
    url: str
    token: str

    @classmethod
    def of(cls, site, account, code):
        visitor = site.visitor(account)
        visitor.open_sheet(account, code)
        token = dict(visitor.fields("form.form-publication"))["jeton"]
        return cls(visitor, f"{site.url}/{account.area}/fiches/{code}/envois", token)

    def _post(self, address, **options):
        headers = {"CLO-Jeton": self.token, "Origin": self.visitor.url} | options.pop("headers", {})
        headers = {name: value for name, value in headers.items() if value is not None}
        return self.visitor.session.post(address, headers=headers, timeout=60, **options)

    def begin(self, name: str, content: bytes, size=None, fingerprint=None, **options):
        fields = {
            "nom": name,
            "taille": len(content) if size is None else size,
            "empreinte": fingerprint or hashlib.sha256(name.encode() + content).hexdigest()[:40],
        }
        return self._post(self.url, data=fields, **options)

    def piece(self, upload: str, start: int, piece: bytes, **options):
        headers = {"Content-Type": "application/octet-stream"} | options.pop("headers", {})
        return self._post(f"{self.url}/{upload}?debut={start}", data=piece, headers=headers, **options)

    def state(self, upload: str):
        return self.visitor.session.get(f"{self.url}/{upload}", timeout=30)

    def abandon(self, upload: str):
        return self._post(f"{self.url}/{upload}/abandonner", data={"jeton": self.token})

    def send(self, name: str, content: bytes):
        """From beginning to end; returns the last answer."""
        answer = self.begin(name, content)
        while answer.status_code == 200 and "photo" not in answer.json():
            begun = answer.json()
            upload = begun.get("envoi", locals().get("upload"))
            start = begun["recu"]
            answer = self.piece(upload, start, content[start : start + PIECE])
        return answer

    def insist(self, name: str, content: bytes, seconds: float = 60):
        """Sends until the photo is there, whatever fails meanwhile; returns its description."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                answer = self.send(name, content)
            except requests.ConnectionError:
                continue
            if answer.status_code == 200:
                return answer.json()["photo"]
            assert answer.status_code in (409, 500, 502, 503, 504), (answer.status_code, answer.text)
        raise AssertionError(f"{name} did not arrive within {seconds} s")
