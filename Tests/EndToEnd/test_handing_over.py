"""Photos and documents that the web server sends itself (CLO_SENDFILE): the same answers, and nobody else gets them."""

import pytest

from support.demonstration import JULIE, MARTIN, SOPHIE
from support.site import REPOSITORY, Site, copy_of, wait_until
from support.uploads import Sender

CODE = "CH-2026-002"
PHOTO = REPOSITORY / "demo" / "photos"
FRONTS = {"apache": "x-sendfile", "cgi": "x-sendfile", "nginx": "x-accel-redirect /prive"}


@pytest.fixture(scope="module")
def handing(scratch, prepared):
    """Servers that hand over, one for each front, shared by the tests of this file."""
    running = {}

    def server(front):
        if front not in running:
            site = running[front] = Site(front, copy_of(prepared, scratch / f"handing-{front}"))
            with (site.data / "clo.conf").open("a") as configuration:
                configuration.write(f"CLO_SENDFILE = {FRONTS[front]}\n")
            site.start()
        return running[front]

    yield server
    for site in running.values():
        site.stop()


@pytest.fixture(params=FRONTS)
def site(request, handing):
    return handing(request.param)


@pytest.fixture
def photo(site):
    """A photo that waits to be published: its sender, its address, and its bytes on the disk."""
    julie = Sender.of(site, JULIE, CODE)
    made = julie.send("mur.jpg", sorted(PHOTO.glob("*.jpg"))[0].read_bytes()).json()["photo"]
    stored = site.data / "files" / "photos" / made["nom"] / f"{made['tailles'][0]}.{made['extension']}"
    return julie.visitor, made["adresse"], stored.read_bytes()


def test_a_photo_is_sent_by_the_web_server_with_our_headers(photo):
    visitor, address, stored = photo
    answer = visitor.get(address)
    assert answer.status_code == 200 and answer.content == stored
    # The responder does not say it: it was not its answer.
    assert answer.headers["Last-Modified"]
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not {"X-Sendfile", "X-Accel-Redirect"} & set(answer.headers)


def test_it_is_sent_in_part_and_not_again(photo):
    visitor, address, stored = photo
    tag = visitor.get(address).headers["ETag"]
    assert visitor.get(address, headers={"If-None-Match": tag}).status_code == 304
    for condition in ({}, {"If-Range": tag}):
        part = visitor.get(address, headers={"Range": "bytes=100-199"} | condition)
        assert part.status_code == 206 and part.content == stored[100:200], condition
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(stored)}"
    other = visitor.get(address, headers={"Range": "bytes=100-199", "If-Range": '"other"'})
    assert other.status_code == 200 and other.content == stored
    head = visitor.request("HEAD", address)
    assert head.status_code == 200 and head.content == b""


def test_only_those_who_may_see_it_get_it(site, photo):
    _, address, _ = photo
    client = address.replace("/admin/", "/compte-client/")
    assert site.visitor(SOPHIE).get(client).status_code == 404
    # Not published yet.
    assert site.visitor(MARTIN).get(client).status_code == 404
    for name in ("/prive" + address.removeprefix("/admin"), "/prive/", "/prive/../clo.conf"):
        assert site.visitor().get(name).status_code in (400, 404)


def test_a_printed_sheet_is_handed_over_and_may_be_shown(site):
    martin = site.visitor(MARTIN)
    address = f"/compte-client/fiches/{CODE}/pdf"

    def made():
        answer = martin.get(address)
        return answer if answer.headers["Content-Type"] == "application/pdf" else None

    answer = wait_until(made, "the document is made")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Last-Modified"]
    # The sandbox of photos would keep the browser's viewer from working.
    assert "sandbox" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline")
