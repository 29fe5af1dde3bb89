"""Photos: sent in pieces or with a plain form, made, refused, shown to those who may see them, purged."""

import contextlib
import hashlib
import os
import random
import re
import shutil
import struct
import subprocess
import threading
import time
import zlib
from pathlib import Path

import pytest

from support.demonstration import JULIE, KARIM, MARTIN, SOPHIE
from support.site import REPOSITORY, ROOT
from support.uploads import PIECE, Sender

CODE = "CH-2026-002"
FIXTURES = REPOSITORY / "Tests" / "CLODocumentsTests" / "Fixtures"
DRAWN = sorted((REPOSITORY / "demo" / "photos").glob("*.jpg"))


def png(width: int, height: int, seed: int = 0) -> bytes:
    """A picture of noise, which no compression makes small."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    noise = random.Random(seed)
    rows = b"".join(b"\0" + noise.randbytes(3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def unique(picture: bytes) -> bytes:
    """The same picture as another file: what follows the end of a JPEG is not looked at."""
    return picture + os.urandom(8)


def publish(sender: Sender, photos: list[tuple[str, str]], text: str = "") -> str:
    """Publishes with the form of the sheet; returns the number."""
    form = sender.visitor
    form.get(sender.url.removesuffix("/envois"))
    extra = [(f"photo:{name}", caption) for name, caption in photos]
    form.submit("form.form-publication", extra=extra, texte=text)
    assert form.status == 200, form.text()
    return re.search(r"n=(\d+)", form.address).group(1)


def test_a_photo_in_pieces_is_published_and_shown(site):
    content = unique(png(420, 300, seed=1))
    assert len(content) > 3 * PIECE
    julie = Sender.of(site, JULIE, CODE)

    begun = julie.begin("façade sud.png", content)
    assert begun.status_code == 200
    name = begun.json()["envoi"]
    assert begun.json() == {"envoi": name, "recu": 0, "taille": len(content)}
    assert julie.piece(name, 0, content[:PIECE]).json()["recu"] == PIECE

    # Cut here: what was received is not sent again, and a piece that comes twice changes nothing.
    assert julie.begin("façade sud.png", content).json() == {"envoi": name, "recu": PIECE, "taille": len(content)}
    again = julie.piece(name, 0, content[:PIECE])
    assert (again.status_code, again.json()) == (409, {"recu": PIECE})
    ahead = julie.piece(name, 2 * PIECE, content[2 * PIECE : 3 * PIECE])
    assert (ahead.status_code, ahead.json()) == (409, {"recu": PIECE})
    assert julie.state(name).json()["recu"] == PIECE

    answer = julie.send("façade sud.png", content)
    assert answer.status_code == 200, answer.text
    photo = answer.json()["photo"]
    assert photo["nom"] == name and (photo["largeur"], photo["hauteur"]) == (420, 300)
    assert photo["adresse"] == f"/admin/photos/{name}/{photo['tailles'][0]}.{photo['extension']}"
    assert julie.begin("façade sud.png", content).json()["photo"] == photo

    # Until it is published it is the employees' alone.
    martin, sophie = site.visitor(MARTIN), site.visitor(SOPHIE)
    address = f"/photos/{name}/{photo['tailles'][0]}.{photo['extension']}"
    assert julie.visitor.get("/admin" + address).status_code == 200
    assert martin.get("/compte-client" + address).status_code == 404

    number = publish(julie, [(name, "La façade, côté rue")], "Avec une photo.")
    martin.get(f"/compte-client/fiches/{CODE}?n={number}")
    # A draft that an earlier test left in the form may have brought photos of its own.
    image = martin.one(f'#publication-{number} figure img[alt="La façade, côté rue"]')
    assert martin.get(image["src"]).status_code == 200
    assert martin.response.headers["Content-Type"] == ("image/png" if photo["extension"] == "png" else "image/jpeg")
    assert sophie.get(image["src"]).status_code == 404
    # The same file sent again means another photo.
    assert julie.begin("façade sud.png", content).json()["envoi"] != name


def test_a_photo_is_sent_once_in_part_or_not_again(site):
    julie = Sender.of(site, JULIE, CODE)
    photo = julie.send("mur.jpg", unique(DRAWN[0].read_bytes())).json()["photo"]
    visitor = julie.visitor
    whole = visitor.get(photo["adresse"])
    assert whole.status_code == 200
    assert whole.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    tag = whole.headers["ETag"]
    assert visitor.get(photo["adresse"], headers={"If-None-Match": tag}).status_code == 304
    part = visitor.get(photo["adresse"], headers={"Range": "bytes=100-199"})
    assert part.status_code == 206 and part.content == whole.content[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.content)}"
    end = visitor.get(photo["adresse"], headers={"Range": "bytes=-10", "If-Range": tag})
    assert end.status_code == 206 and end.content == whole.content[-10:]
    other = visitor.get(photo["adresse"], headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert other.status_code == 200
    beyond = visitor.get(photo["adresse"], headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize("name", ["quadrants.webp", "quadrants-tourne.heic", "quadrants-puis-noir.gif", "quadrants.jpg"])
def test_every_format_becomes_what_browsers_show(apache_site, name):
    julie = Sender.of(apache_site, JULIE, CODE)
    answer = julie.send(name, (FIXTURES / name).read_bytes())
    assert answer.status_code == 200, answer.text
    photo = answer.json()["photo"]
    for size in photo["tailles"]:
        sent = julie.visitor.get(f"/admin/photos/{photo['nom']}/{size}.{photo['extension']}")
        assert sent.content.startswith(b"\xff\xd8\xff" if photo["extension"] == "jpg" else b"\x89PNG")
        assert b"Exif" not in sent.content


HOSTILE = {
    "texte.jpg": b"Ceci n'est pas une photo. " * 40,
    "page.png": b"<!doctype html><script>alert(1)</script>",
    "contrat.jpg": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\n",
    "tronquée.jpg": DRAWN[0].read_bytes()[:20_000],
    "tronquée.png": png(200, 200)[:60_000],
    "bombe.png": b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I", 13) + b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    + struct.pack(">I", zlib.crc32(b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)))
    + struct.pack(">I", 2) + b"IDAT" + zlib.compress(b"")[:2] + b"\0\0\0\0",
    "dessin.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_good_picture_is_refused_by_name(apache_site, name):
    julie = Sender.of(apache_site, JULIE, CODE)
    answer = julie.send(name, HOSTILE[name])
    assert answer.status_code == 422, answer.text
    sentence = answer.json()["erreur"]
    assert sentence.startswith(f"«\u00a0{name}\u00a0»\u00a0: ") and sentence.endswith(".")
    # Forgotten: the next try begins anew, and nothing of it stays.
    again = julie.begin(name, HOSTILE[name]).json()
    assert again["recu"] == 0
    assert not (apache_site.data / "files" / "photos" / again["envoi"]).exists()


def test_sizes_are_checked_before_anything_is_sent(site):
    julie = Sender.of(site, JULIE, CODE)
    assert julie.begin("vide.jpg", b"").status_code == 422
    large = julie.begin("énorme.jpg", b"x", size=40_000_001)
    assert large.status_code == 413 and "40,1\u00a0Mo" in large.json()["erreur"]
    assert julie.begin("x.jpg", b"x", size="beaucoup").status_code == 400
    assert julie.begin("x.jpg", b"x", fingerprint="../../etc/passwd/////////////////").status_code == 400
    name = julie.begin("petit.jpg", b"x" * 10).json()["envoi"]
    # More than was announced is not taken, nor a piece that is too large for every host.
    assert julie.piece(name, 0, b"x" * 11).status_code == 409
    assert julie.piece(name, 0, b"x" * (PIECE + 1)).status_code == 413
    assert julie.state(name).json()["recu"] == 0


def test_uploads_are_their_sender_s_and_need_the_form_token(site):
    julie, karim = Sender.of(site, JULIE, CODE), Sender.of(site, KARIM, CODE)
    name = julie.begin("mur.jpg", b"x" * 10).json()["envoi"]
    assert karim.state(name).status_code == 404
    assert karim.piece(name, 0, b"x" * 10).status_code == 404
    assert karim.abandon(name).status_code == 204
    assert julie.state(name).status_code == 200
    assert julie.piece(name, 0, b"x" * 10, headers={"CLO-Jeton": None}).status_code in (403, 415)
    assert julie.piece(name, 0, b"x" * 10, headers={"CLO-Jeton": karim.token}).status_code == 403
    assert julie.piece(name, 0, b"x" * 10, headers={"Origin": "https://example.org"}).status_code == 403
    for account, status in ((MARTIN, 403), (SOPHIE, 404)):
        client = site.visitor(account)
        client.get("/compte-client/mot-de-passe")
        token = dict(client.fields("form"))["jeton"]
        answer = client.post(f"/compte-client/fiches/{CODE}/envois", {"jeton": token, "nom": "a", "taille": "1"})
        assert answer.status_code == status
    assert julie.abandon(name).status_code == 204
    assert julie.state(name).status_code == 404


def test_photos_arrive_whole_though_the_responder_is_killed_again_and_again(fresh_site):
    """Whatever was acknowledged is there: the files are synced before the row that names them."""
    site = fresh_site("nginx")
    stop = threading.Event()

    def kill():
        while not stop.wait(0.15):
            site.kill_workers()

    contents = {f"photo {index}.png": unique(png(300, 200, seed=index)) for index in range(4)}
    julie = Sender.of(site, JULIE, CODE)
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        photos = {name: julie.insist(name, content, seconds=90) for name, content in contents.items()}
    finally:
        stop.set()
        killer.join()
    names = {photo["nom"] for photo in photos.values()}
    assert len(names) == len(contents)
    time.sleep(0.5)
    for photo in photos.values():
        for size in photo["tailles"]:
            assert julie.visitor.get(f"/admin/photos/{photo['nom']}/{size}.{photo['extension']}").status_code == 200
    with site.database() as cursor:
        cursor.execute("SELECT name, renditions, file_extension FROM photo")
        for row in cursor.fetchall():
            for size in row["renditions"].split(","):
                assert (site.data / "files" / "photos" / row["name"] / f"{size}.{row['file_extension']}").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount the small disk")
def test_a_full_disk_is_said_and_loses_nothing(fresh_site):
    site = fresh_site("apache")
    julie = Sender.of(site, JULIE, CODE)
    content = unique(DRAWN[1].read_bytes())
    folder = site.data / "files" / "photos"
    # Room for what comes, none for what is made of it.
    enter, seen = site.as_the_server_sees(folder)
    subprocess.run([*enter, "mount", "-t", "tmpfs", "-o", "size=16k,mode=0777", "tmpfs", seen], check=True)
    try:
        full = julie.send("mur.jpg", content)
        assert full.status_code == 507, full.text
        assert full.json()["erreur"].startswith("«\u00a0mur.jpg\u00a0»\u00a0: Il n’y a plus de place")
        assert subprocess.check_output([*enter, "ls", "-A", seen]) == b""
    finally:
        subprocess.run([*enter, "umount", seen], check=True)
    assert julie.send("mur.jpg", content).status_code == 200


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount the small disk")
@pytest.mark.skipif(ROOT is not None, reason="what is mounted here is not seen over there")
def test_a_disk_that_fills_while_a_photo_comes_keeps_what_has_come(fresh_site):
    site = fresh_site("apache")
    julie = Sender.of(site, JULIE, CODE)
    content = unique(png(300, 250, seed=7))
    folder = site.data / "files" / "envois"
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m,mode=0777", "tmpfs", folder], check=True)
    try:
        name = julie.begin("mur.png", content).json()["envoi"]
        assert julie.piece(name, 0, content[:PIECE]).status_code == 200
        filler = folder / "autre"
        with filler.open("wb") as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(1 << 16))
        full = julie.piece(name, PIECE, content[PIECE : 2 * PIECE])
        assert full.status_code == 507
        assert full.json()["erreur"].startswith("«\u00a0mur.png\u00a0»\u00a0: Il n’y a plus de place")
        assert julie.state(name).json()["recu"] == PIECE
        # Another is not begun; this one is found again all the same.
        assert julie.begin("autre.png", unique(content)).status_code == 507
        assert julie.begin("mur.png", content).json() == {"envoi": name, "recu": PIECE, "taille": len(content)}
        filler.unlink()
        assert julie.send("mur.png", content).json()["photo"]["nom"] == name
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_folder_that_cannot_be_written_is_not_a_full_disk(fresh_site):
    site = fresh_site("cgi")
    julie = Sender.of(site, JULIE, CODE)
    content = unique(DRAWN[0].read_bytes())
    name = julie.begin("mur.jpg", content).json()["envoi"]
    folder = site.data / "files" / "envois"
    folder.chmod(0o500)
    try:
        failed = julie.piece(name, 0, content[:PIECE])
        assert failed.status_code == 500
        assert "n’a pas pu enregistrer cette photo" in failed.json()["erreur"]
    finally:
        folder.chmod(0o750)
    assert julie.send("mur.jpg", content).json()["photo"]["nom"] == name


def test_bytes_that_the_host_has_lost_are_sent_again(apache_site):
    julie = Sender.of(apache_site, JULIE, CODE)
    content = unique(png(300, 250, seed=8))
    for lose in (Path.unlink, lambda file: os.truncate(file, 10)):
        name = julie.begin("mur.png", content).json()["envoi"]
        julie.piece(name, 0, content[:PIECE])
        lose(apache_site.data / "files" / "envois" / name)
        # No hole is left where the lost bytes were: the upload is forgotten.
        assert julie.piece(name, PIECE, content[PIECE : 2 * PIECE]).status_code == 404
        assert julie.state(name).status_code == 404
    assert julie.send("mur.png", content).json()["photo"]["largeur"] == 300


@pytest.mark.parametrize("ended", ["before the photo", "in the middle of it", "before its row"])
def test_a_process_that_is_ended_before_the_row_loses_nothing(apache_site, ended):
    """All bytes have come and the last answer never went out: asked again, the photo is made of what is there."""
    site = apache_site
    julie = Sender.of(site, JULIE, CODE)
    content = unique(png(300, 250, seed=9))
    name = julie.begin("mur.png", content).json()["envoi"]
    julie.piece(name, 0, content[:PIECE])
    with (site.data / "files" / "envois" / name).open("r+b") as file:
        file.write(content)
    with site.database() as cursor:
        cursor.execute("UPDATE upload SET received = byte_count WHERE name = %s", name)
    folder = site.data / "files" / "photos" / name
    if ended == "in the middle of it":
        folder.mkdir()
        (folder / "300.jpg.1234.partial").write_bytes(b"half")
        shutil.chown(folder, "www-data" if os.geteuid() == 0 else None)
    elif ended == "before its row":
        made = site.tool("photo", str(site.data / "files" / "envois" / name), "--out", str(folder))
        assert made.returncode == 0, made.stdout
    assert julie.begin("mur.png", content).json() == {"envoi": name, "recu": len(content), "taille": len(content)}
    photo = julie.piece(name, len(content), b"").json()["photo"]
    assert julie.visitor.get(photo["adresse"]).status_code == 200
    assert not (site.data / "files" / "envois" / name).exists()


def test_a_process_that_is_ended_after_the_row_leaves_a_file_that_is_purged(fresh_site):
    site = fresh_site("cgi")
    julie = Sender.of(site, JULIE, CODE)
    content = unique(DRAWN[0].read_bytes())
    photo = julie.send("mur.jpg", content).json()["photo"]
    left = site.data / "files" / "envois" / photo["nom"]
    left.write_bytes(content)
    assert julie.piece(photo["nom"], len(content), b"").json()["photo"] == photo
    publish(julie, [(photo["nom"], "")])
    old = time.time() - 8 * 86_400
    os.utime(left, (old, old))
    assert site.tool("purge").returncode == 0
    assert not left.exists() and julie.visitor.get(photo["adresse"]).status_code == 200


def test_who_has_too_many_waiting_can_still_go_on_with_each(apache_site):
    julie = Sender.of(apache_site, JULIE, CODE)
    content = unique(DRAWN[0].read_bytes())
    name = julie.begin("mur.jpg", content).json()["envoi"]
    copies = """
        INSERT INTO upload (name, account_id, sheet_id, fingerprint, file_name, byte_count, created_at, touched_at)
        SELECT CONCAT('trop-', %s), account_id, sheet_id, CONCAT('trop-', %s), 'x', 1, created_at, touched_at
        FROM upload WHERE name = %s
    """
    try:
        with apache_site.database() as cursor:
            cursor.executemany(copies, [(number, number, name) for number in range(300)])
        refused = julie.begin("autre.jpg", unique(content))
        assert refused.status_code == 429 and "Trop de photos attendent" in refused.json()["erreur"]
        assert julie.send("mur.jpg", content).json()["photo"]["nom"] == name
    finally:
        with apache_site.database() as cursor:
            cursor.execute("DELETE FROM upload WHERE name LIKE 'trop-%'")


def test_purge_takes_what_nobody_needs_and_nothing_else(fresh_site):
    site = fresh_site("cgi")
    files = site.data / "files"
    julie = Sender.of(site, JULIE, CODE)
    kept = julie.send("gardée.jpg", unique(DRAWN[0].read_bytes())).json()["photo"]["nom"]
    forgotten = julie.send("oubliée.jpg", unique(DRAWN[1].read_bytes())).json()["photo"]["nom"]
    begun = julie.begin("commencée.jpg", b"x" * 100).json()["envoi"]
    julie.piece(begun, 0, b"x" * 50)
    publish(julie, [(kept, "")])
    (files / "photos" / "sans-ligne-ancienne").mkdir()
    (files / "photos" / "sans-ligne-récente").mkdir()
    with site.database() as cursor:
        cursor.execute("UPDATE photo SET created_at = created_at - INTERVAL 31 DAY")
        cursor.execute("UPDATE upload SET finished_at = finished_at - INTERVAL 31 DAY")
        cursor.execute("UPDATE upload SET touched_at = touched_at - INTERVAL 8 DAY")
    old = time.time() - 32 * 86_400
    for path in (files / "photos").iterdir():
        if path.name != "sans-ligne-récente":
            os.utime(path, (old, old))
    os.utime(files / "envois" / begun, (old, old))
    done = site.tool("purge")
    assert done.returncode == 0, done.stderr
    left = {path.name for path in (files / "photos").iterdir()}
    assert kept in left and "sans-ligne-récente" in left
    assert forgotten not in left and "sans-ligne-ancienne" not in left
    assert not (files / "envois" / begun).exists()
    with site.database() as cursor:
        cursor.execute("SELECT COUNT(*) AS count FROM photo WHERE publication_id IS NOT NULL")
        published = cursor.fetchone()["count"]
    assert published == len(left) - 1


def test_a_digest_of_what_is_sent_is_not_what_was_received(apache_site):
    """Uploads are decoded and encoded again, never served as sent."""
    julie = Sender.of(apache_site, JULIE, CODE)
    content = unique(DRAWN[2].read_bytes())
    photo = julie.send("plan.jpg", content).json()["photo"]
    sent = julie.visitor.get(f"/admin/photos/{photo['nom']}/{photo['tailles'][-1]}.{photo['extension']}")
    assert hashlib.sha256(sent.content).digest() != hashlib.sha256(content).digest()
    assert content[-8:] not in sent.content
