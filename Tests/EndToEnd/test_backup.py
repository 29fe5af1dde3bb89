"""`clo backup` while people write, and `clo restore` on another site; both killed on the way."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.demonstration import ADMIN, JULIE, KARIM, MARTIN
from support.pictures import DEMONSTRATION
from support.site import Site, copy_of, wait_until
from support.uploads import Sender

CODE = "CH-2026-002"
LEFT_OUT = {"session", "device", "sign_in_step", "access_token", "throttle", "upload", "duty", "migration"}


@pytest.fixture(scope="module")
def box(scratch) -> Path:
    """Where the sites' user may write archives."""
    folder = Path(tempfile.mkdtemp(prefix="backup-", dir=scratch))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def source(scratch, prepared, box):
    site = Site("apache", copy_of(prepared, box / "source")).start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def other(scratch, prepared, box):
    """A second site with the same CLO_PEPPER. Tests empty it first."""
    site = Site("apache", copy_of(prepared, box / "other")).start()
    yield site
    site.stop()


@pytest.fixture
def empty(other) -> Site:
    return emptied(other)


def emptied(site: Site) -> Site:
    with site.administrator() as database:
        database.execute("DROP DATABASE clo")
        database.execute("CREATE DATABASE clo CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    for entry in (site.data / "files").iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    return site


def succeed(done: subprocess.CompletedProcess) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(done: subprocess.CompletedProcess) -> str:
    assert done.returncode not in (0, -signal.SIGSEGV, -signal.SIGILL), done.stdout
    return done.stderr


def backed_up(site: Site, file: Path) -> Path:
    succeed(site.tool("backup", str(file)))
    return file


@contextmanager
def running(site: Site, *arguments: str):
    """`clo` in the background."""
    command = [site.data / "site" / "bin" / "clo", *arguments]
    worker = {"user": "www-data", "group": "www-data", "extra_groups": []} if os.geteuid() == 0 else {}
    environment = os.environ | {"CLO_CONF": str(site.data / "clo.conf")}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **worker
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Archive:
    """What an archive holds, read with Python's own tar."""

    def __init__(self, file: Path):
        self.rows: dict[str, list[dict]] = {}
        self.files: dict[str, bytes] = {}
        sums, seen = "", []
        with tarfile.open(file) as tar:
            for member in tar:
                assert member.isfile() and member.mode == 0o600
                content = tar.extractfile(member).read()
                if member.name == "SHA256SUMS":
                    sums = content.decode()
                    continue
                seen.append(f"{hashlib.sha256(content).hexdigest()}  {member.name}\n")
                if member.name.startswith("tables/"):
                    head, *lines = [json.loads(line) for line in content.splitlines()]
                    rows = self.rows.setdefault(head["table"], [])
                    rows += [dict(zip(head["colonnes"], line, strict=True)) for line in lines]
                elif member.name.startswith("fichiers/"):
                    self.files[member.name.removeprefix("fichiers/")] = content
                elif member.name == "bilan.json":
                    self.balance = json.loads(content)
                elif member.name == "sauvegarde.json":
                    self.head = json.loads(content)
        assert sums == "".join(seen), "what sha256sum would check"


def tables(site: Site) -> set[str]:
    with site.administrator() as database:
        database.execute("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'clo'")
        return {row["name"] for row in database.fetchall()}


def counts(site: Site) -> dict[str, int]:
    names, found = tables(site), {}
    with site.administrator() as database:
        for table in names:
            database.execute(f"SELECT COUNT(*) AS n FROM `{table}`")
            found[table] = database.fetchone()["n"]
    return found


def orphans(site: Site) -> list[str]:
    """Rows of any table whose foreign key leads nowhere."""
    found = []
    with site.administrator() as database:
        database.execute(
            """SELECT table_name AS t, column_name AS c, referenced_table_name AS p, referenced_column_name AS r
               FROM information_schema.key_column_usage
               WHERE table_schema = 'clo' AND referenced_table_name IS NOT NULL"""
        )
        for key in database.fetchall():
            database.execute(
                "SELECT COUNT(*) AS n FROM `{t}` x LEFT JOIN `{p}` y ON y.`{r}` = x.`{c}` "
                "WHERE x.`{c}` IS NOT NULL AND y.`{r}` IS NULL".format(**key)
            )
            if database.fetchone()["n"]:
                found.append(f"{key['t']}.{key['c']}")
    return found


def photo_addresses(site: Site) -> list[str]:
    with site.database() as database:
        database.execute("SELECT name, renditions, file_extension FROM photo")
        return [
            f"/admin/photos/{row['name']}/{size}.{row['file_extension']}"
            for row in database.fetchall()
            for size in row["renditions"].split(",")
        ]


def test_every_table_is_saved_or_left_out_for_a_reason(source, box):
    """A table that a migration brings is saved without anybody thinking of it."""
    archive = Archive(backed_up(source, box / "tables.tar"))
    assert set(archive.balance["tables"]) | LEFT_OUT == tables(source)
    assert not set(archive.balance["tables"]) & LEFT_OUT
    assert {name: len(rows) for name, rows in archive.rows.items()} == {
        name: count for name, count in archive.balance["tables"].items() if count
    }
    assert len(archive.files) == archive.balance["fichiers"] > 0
    assert (box / "tables.tar").stat().st_mode & 0o777 == 0o600
    text = json.dumps(archive.head)
    assert source.configuration["CLO_PEPPER"][:16] not in text and archive.head["schema"] >= 5


def test_a_backup_while_people_write_is_whole_on_another_site(source, empty, box):
    acknowledged, failures, stop = [], [], threading.Event()

    def comment(account):
        visitor = source.visitor(account)
        number = 0
        while not stop.is_set():
            visitor.get(f"/{account.area}/fiches/{CODE}")
            text = f"{account.identifier} {number}"
            visitor.submit("form.form-commentaire", texte=text)
            assert visitor.status == 200, visitor.text()
            acknowledged.append((time.monotonic(), "sheet_comment", text))
            number += 1

    def publish_with_photo():
        number = 0
        while not stop.is_set():
            sender = Sender.of(source, JULIE, CODE)
            photo = sender.insist(f"{number}.jpg", DEMONSTRATION[0].read_bytes() + os.urandom(8))
            form = sender.visitor
            form.get(sender.url.removesuffix("/envois"))
            text = f"Avancement numéro {number}"
            name = re.search(r"photos/([^/]+)/", json.dumps(photo)).group(1)
            form.submit("form.form-publication", extra=[(f"photo:{name}", "")], texte=text)
            assert form.status == 200, form.text()
            acknowledged.append((time.monotonic(), "publication", f"<p>{text}</p>"))
            number += 1

    def delete_and_purge():
        """What goes while the backup runs, row and file, is in it or not, but never half."""
        while not stop.is_set():
            with source.database() as database:
                database.execute("SELECT id, name FROM photo ORDER BY id LIMIT 1")
                photo = database.fetchone()
                database.execute("DELETE FROM photo WHERE id = %s", (photo["id"],))
            folder = source.data / "files" / "photos" / photo["name"]
            os.utime(folder, (0, 0))
            succeed(source.tool("purge"))
            time.sleep(0.2)

    def guarded(work, *arguments):
        try:
            work(*arguments)
        except Exception as error:  # noqa: BLE001: of a thread; the test fails with it below
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=work) for work in (
        (comment, MARTIN), (comment, KARIM), (publish_with_photo,), (delete_and_purge,))]
    for thread in threads:
        thread.start()
    wait_until(lambda: failures or {kind for _, kind, _ in acknowledged} >= {"sheet_comment", "publication"}, "both are written")
    archives = []
    for number in range(4):
        begun = time.monotonic()
        archives.append((begun, backed_up(source, box / f"busy-{number}.tar")))
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures, failures

    for begun, file in archives:
        archive = Archive(file)
        assert archive.balance["manquants"] == 0, "no purge made a hole"
        for moment, table, body in acknowledged:
            found = sum(row["body"] == body for row in archive.rows[table])
            assert found == 1 if moment < begun else found <= 1, (table, body)
        sheets = {row["id"]: int(row["revision"]) for row in archive.rows["sheet"]}
        for sheet, revision in sheets.items():
            revisions = [int(row["revision"]) for row in archive.rows["sheet_event"] if row["sheet_id"] == sheet]
            assert sorted(revisions) == list(range(1, revision + 1)), "one moment of the sheet"

    said = succeed(empty.tool("restore", str(archives[-1][1])))
    archive = Archive(archives[-1][1])
    assert f"Fichiers remis en place et vérifiés\u00a0: {len(archive.files)}." in said
    found = counts(empty)
    assert {name: found[name] for name in archive.balance["tables"]} == archive.balance["tables"]
    assert found["session"] == 0 and "restoration" not in found and orphans(empty) == []
    again = Archive(backed_up(empty, box / "again.tar"))
    assert again.rows == archive.rows and again.files == archive.files

    # The site opens, with the passwords of before, and shows every photo.
    julie = empty.visitor(JULIE)
    addresses = photo_addresses(empty)
    assert len(addresses) > 10
    for address in addresses:
        assert julie.get(address).status_code == 200, address
    martin = empty.visitor(MARTIN)
    martin.open_sheet(MARTIN, CODE)
    martin.submit("form.form-commentaire", texte="Après la remise en place")
    assert martin.status == 200 and "Après la remise en place" in martin.text()
    empty.tool("purge").check_returncode()


def test_a_killed_backup_leaves_no_archive_and_the_next_one_is_whole(source, box):
    file, aside = box / "killed.tar", box / "killed.tar.partiel"
    with running(source, "backup", str(file)) as process:
        # Looked at without a pause: it is soon done.
        while not (aside.exists() and aside.stat().st_size > 0):
            assert process.poll() is None, process.stdout.read()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert aside.exists() and not file.exists() and aside.stat().st_mode & 0o777 == 0o600
    assert {entry.name for entry in box.iterdir() if entry.name.startswith((".clo", "killed"))} == {aside.name}

    # Its lease on the files ends by itself.
    backed_up(source, file)
    assert not aside.exists()
    assert "Sauvegarde entière" in succeed(source.tool("restore", "--verifier", str(file)))


def test_a_purge_leaves_the_files_to_a_backup_that_is_under_way(source, box):
    """Also those whose rows go after the backup has read them."""
    file, aside = box / "held.tar", box / "held.tar.partiel"
    with running(source, "backup", str(file)) as process:
        while not aside.exists():
            assert process.poll() is None, process.stdout.read()
        process.send_signal(signal.SIGSTOP)
        assert not file.exists()
        with source.database() as database:
            database.execute("SELECT id, name FROM photo ORDER BY id DESC LIMIT 1")
            photo = database.fetchone()
            database.execute("DELETE FROM photo WHERE id = %s", (photo["id"],))
        folder = source.data / "files" / "photos" / photo["name"]
        os.utime(folder, (0, 0))
        assert "Une sauvegarde est en cours" in succeed(source.tool("purge"))
        assert folder.exists()
        process.send_signal(signal.SIGCONT)
        assert process.wait(60) == 0
    assert Archive(file).balance["manquants"] == 0
    assert "sauvegarde est en cours" not in succeed(source.tool("purge"))
    assert not folder.exists()


def test_an_archive_that_is_not_whole_is_refused_before_anything_changes(source, empty, box):
    whole = backed_up(source, box / "whole.tar").read_bytes()
    damaged = box / "damaged.tar"
    name = next(iter(Archive(box / "whole.tar").files))
    place = whole.index(b"\xff\xd8", whole.index(f"fichiers/{name}".encode())) + 400
    for content, sentence in (
        (whole[: len(whole) // 2], "abîmée"),
        (whole[: whole.index(b"SHA256SUMS\0")] + bytes(1024), "incomplète"),
        (whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :], name),
        (b"", "pas une sauvegarde"),
        (b"bonjour" * 1000, "pas une sauvegarde"),
    ):
        damaged.write_bytes(content)
        damaged.chmod(0o644)
        assert sentence in refused(empty.tool("restore", str(damaged)))
        assert counts(empty) == {} and list((empty.data / "files").iterdir()) == []
    assert "ne peut pas être lu" in refused(empty.tool("restore", str(box / "none.tar")))

    # A way out of the data folder, and a link.
    for member, kind in (("fichiers/../../../x", tarfile.REGTYPE), ("fichiers/photos/a/b.jpg", tarfile.SYMTYPE)):
        with tarfile.open(damaged, "w") as tar:
            entry = tarfile.TarInfo(member)
            entry.type, entry.linkname = kind, "/etc/passwd"
            tar.addfile(entry)
        assert "n’est pas d’une sauvegarde" in refused(empty.tool("restore", str(damaged)))


def test_only_an_empty_place_and_the_same_pepper_are_taken(source, empty, box):
    file = backed_up(source, box / "place.tar")
    before = counts(source)
    assert "base vide" in refused(source.tool("restore", str(file)))
    assert counts(source) == before and source.visitor().get("/compte-client/connexion").status_code == 200

    photo = empty.data / "files" / "photos" / "etranger"
    photo.mkdir(parents=True)
    assert "dossier vide" in refused(empty.tool("restore", str(file)))
    assert photo.exists() and counts(empty) == {}
    shutil.rmtree(photo.parent)

    conf = box / "other-pepper.conf"
    text = (empty.data / "clo.conf").read_text()
    conf.write_text(re.sub(r"(?m)^CLO_PEPPER *=.*$", "CLO_PEPPER = " + "ab" * 32, text))
    conf.chmod(0o644)
    assert "CLO_PEPPER" in refused(empty.tool("restore", str(file), configuration=conf))

    # Tables that nobody has written to yet do not stand in the way.
    succeed(empty.tool("migrate"))
    succeed(empty.tool("restore", str(file)))
    assert "base vide" in refused(empty.tool("restore", str(file))), "not a second time"


def is_begun(site: Site) -> bool:
    return (site.data / "files" / "restauration-en-cours").exists()


def has_rows(site: Site) -> bool:
    """Seen from outside, the rows come all at once."""
    try:
        with site.database() as database:
            database.execute("SELECT 1 FROM account LIMIT 1")
            return database.fetchone() is not None
    except Exception:  # noqa: BLE001: no such table yet
        return False


@pytest.mark.parametrize(
    "moment",
    [lambda site: "publication" in tables(site), has_rows, lambda site: (site.data / "files/photos").exists()],
    ids=["tables", "rows", "files"],
)
def test_a_killed_restore_closes_the_site_until_a_second_one_ends(source, empty, box, moment):
    file = box / "restore.tar"
    if not file.exists():
        backed_up(source, file)
    with running(empty, "restore", str(file)) as process:
        wait_until(lambda: moment(empty), "it is under way")
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert is_begun(empty)

    visitor = empty.visitor()
    for address in ("/compte-client/connexion", "/admin/", "/compte-client/logo"):
        answer = visitor.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "momentanément indisponible" in visitor.text()
    assert "Restauration" in empty.tool("doctor").stdout
    for command in (["migrate"], ["backup", str(box / "half.tar")], ["purge"]):
        assert "clo restore" in refused(empty.tool(*command))
    assert not (box / "half.tar").exists()

    succeed(empty.tool("restore", str(file)))
    archive = Archive(file)
    found = counts(empty)
    assert {name: found[name] for name in archive.balance["tables"]} == archive.balance["tables"]
    assert "restoration" not in found and not is_begun(empty)
    files = {str(each.relative_to(empty.data / "files")) for each in (empty.data / "files").rglob("*.*") if each.is_file()}
    assert {name for name in files if name.startswith(("photos", "contrats", "logo"))} == set(archive.files)
    assert empty.visitor(JULIE).status == 200


def with_migrations(site: Site, box: Path, name: str, files: dict[str, str]) -> Path:
    """A `clo.conf` whose program knows these migrations."""
    folder = box / name
    folder.mkdir()
    folder.chmod(0o755)
    for file, text in files.items():
        (folder / file).write_text(text)
    conf = box / f"{name}.conf"
    text = (site.data / "clo.conf").read_text()
    conf.write_text(re.sub(r"(?m)^CLO_SQL *=.*$", f"CLO_SQL = {folder}", text))
    conf.chmod(0o644)
    return conf


def migrations(site: Site) -> dict[str, str]:
    return {file.name: file.read_text() for file in sorted(Path(site.configuration["CLO_SQL"]).glob("*.sql"))}


def test_an_older_archive_grows_into_the_newer_schema_and_a_newer_one_is_refused(empty, box):
    known = migrations(empty)
    newest = max(int(name[:3]) for name in known)
    older = with_migrations(empty, box, "older", {name: text for name, text in known.items() if int(name[:3]) <= 3})
    added = f"{newest + 1:03}_suite.sql"
    newer = with_migrations(
        empty, box, "newer", known | {added: "CREATE TABLE IF NOT EXISTS suite (id INT NOT NULL PRIMARY KEY) ENGINE=InnoDB;\n"}
    )

    # A database of an older version, with something in it.
    succeed(empty.tool("migrate", configuration=older))
    with empty.administrator() as database:
        database.execute(
            "INSERT INTO account (kind, identifier, last_name, first_name, created_at) "
            "VALUES ('client', 'jeanne.petit', 'Petit', 'Jeanne', '2026-01-02 03:04:05.678')"
        )
        database.execute("INSERT INTO worksite (code, title, client_id, created_at) VALUES ('CH-2020-001', 'Été', 1, NOW())")
    file = box / "older.tar"
    succeed(empty.tool("backup", str(file), configuration=older))
    assert Archive(file).head["schema"] == 3
    # So can the newer program, before it migrates.
    assert Archive(backed_up(empty, box / "before.tar")).balance["tables"] == Archive(file).balance["tables"]

    emptied(empty)
    assert "005" in succeed(empty.tool("restore", str(file)))
    with empty.database() as database:
        database.execute("SELECT identifier, created_at, erased_at FROM account")
        (jeanne,) = database.fetchall()
        assert (jeanne["identifier"], jeanne["created_at"].microsecond, jeanne["erased_at"]) == ("jeanne.petit", 678000, None)
        database.execute("SELECT title FROM worksite")
        assert database.fetchone()["title"] == "Été"
    assert "à jour" in succeed(empty.tool("migrate"))

    # The other way round: neither the older program nor its restore touches what is newer.
    succeed(empty.tool("migrate", configuration=newer))
    succeed(empty.tool("backup", str(box / "newer.tar"), configuration=newer))
    for command in (["migrate"], ["backup", str(box / "no.tar")]):
        assert "plus récente" in refused(empty.tool(*command))
    assert empty.visitor().get("/compte-client/connexion").status_code == 200, "the older responder goes on"
    emptied(empty)
    assert "version plus récente" in refused(empty.tool("restore", str(box / "newer.tar")))
    assert counts(empty) == {}


def test_a_killed_migration_is_repaired_by_running_it_again(empty, source):
    """At any of its statements: seen by the tables that are there."""
    whole = schema(source)
    for table in ("account", "upload", "recovery_code"):
        emptied(empty)
        with running(empty, "migrate") as process:
            wait_until(lambda: table in tables(empty), f"{table} is made")
            process.send_signal(signal.SIGKILL)
            process.wait()
        succeed(empty.tool("migrate"))
        assert schema(empty) == whole


def schema(site: Site) -> dict[str, str]:
    with site.administrator() as database:
        found = {}
        for table in tables(site):
            database.execute(f"SHOW CREATE TABLE `{table}`")
            found[table] = re.sub(r" AUTO_INCREMENT=\d+", "", database.fetchone()["Create Table"])
    return found
