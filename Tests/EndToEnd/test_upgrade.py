"""`deploy.sh --to`: a version comes, another replaces it under load, and the former one comes back."""

import contextlib
import getpass
import os
import shutil
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support.demonstration import JULIE, KARIM, MARTIN
from support.package import FOLDERS, as_version, deploy, version_of
from support.site import Site, commands_of, copy_of, free_port, wait_until
from test_concurrency import Writer, check_history

NEW = "2100.01.01-essai"


@pytest.fixture(scope="module")
def new_package(package, tmp_path_factory) -> Path:
    return as_version(package, NEW, tmp_path_factory.mktemp("version") / "nouvelle.zip")


def deployed(*arguments, ssh="") -> str:
    done = deploy(*arguments, ssh=ssh)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(*arguments, ssh="") -> str:
    done = deploy(*arguments, ssh=ssh)
    assert done.returncode != 0, done.stdout
    return done.stderr


@pytest.mark.parametrize("front", ["apache", "cgi"])
def test_an_upgrade_under_load_loses_no_request_and_no_session(scratch, prepared, package, new_package, front):
    site = Site(front, copy_of(prepared, scratch / f"mise-a-jour-{front}"), package).start()
    try:
        root, place = site.data / "www", site.data / "versions-clo"
        for name in FOLDERS:
            shutil.rmtree(root / name)
        place.mkdir()
        (place / "clo.conf").symlink_to(site.data / "clo.conf")
        deployed("--to", place, "--zip", package, "--docroot", root)

        stop = threading.Event()
        writers = [Writer(site, account, f"{front} {account.identifier}") for account in (MARTIN, JULIE, KARIM)]
        reader = site.visitor(MARTIN)
        seen = 0

        def keep_writing(writer):
            turn = 0
            while not stop.is_set():
                writer.write(f"{writer.name} écrit {turn}")
                turn += 1

        def keep_reading():
            nonlocal seen
            while not stop.is_set():
                answer = reader.get("/compte-client/fiches/CH-2026-002")
                assert answer.status_code == 200 and not answer.history, "signed in, and answered"
                assert reader.get("/compte-client/clo/css/clo.css").status_code == 200
                seen += 1

        def serving(version):
            return commands_of(place.resolve() / "versions" / version / "lib" / "programmes" / "clo.fcgi")

        with ThreadPoolExecutor(len(writers) + 1) as pool:
            running = [pool.submit(keep_writing, writer) for writer in writers] + [pool.submit(keep_reading)]
            try:
                time.sleep(1)
                deployed("--to", place, "--zip", new_package, "--docroot", root)
                wait_until(lambda: serving(NEW), "the new version serves")
                time.sleep(2)
                former = version_of(package)
                assert f"{former} serves again" in deployed("--to", place, "--rollback")
                time.sleep(1)
                deployed("--to", place, "--rollback")
                time.sleep(1)
            finally:
                stop.set()
            for each in running:
                each.result()
        assert seen > 20 and all(len(writer.acknowledged) > 20 for writer in writers), "there was a load"
        assert not [writer.name for writer in writers if writer.unavailable or writer.dropped]
        check_history(site, writers)
        assert os.readlink(place / "actuelle") == f"versions/{NEW}"
        assert os.readlink(place / "precedente") == f"versions/{version_of(package)}"
    finally:
        site.stop()


def test_a_version_that_cannot_run_or_has_not_arrived_whole_does_not_serve(package, new_package, tmp_path):
    place, root = tmp_path / "place", tmp_path / "www"
    root.mkdir()
    said = deployed("--to", place, "--zip", package, "--docroot", root)
    assert "clo.conf.exemple" in said, "what is left to do is told"
    assert {name: os.readlink(root / name) for name in FOLDERS} == {
        name: f"{place}/actuelle/htdocs/{name}" for name in FOLDERS}
    assert "serves already" in refused("--to", place, "--zip", package)
    assert "no former version" in refused("--to", place, "--rollback")

    # Settings with which the database cannot be brought up to date.
    (place / "clo.conf").write_text("CLO_DB_HOST = 127.0.0.1\nCLO_DB_PORT = 1\nCLO_DB_NAME = clo\nCLO_DB_USER = clo\n"
                                    f"CLO_PEPPER = {'ab' * 32}\n")  # fmt: skip
    assert "goes on serving" in refused("--to", place, "--zip", new_package)
    assert os.readlink(place / "actuelle") == f"versions/{version_of(package)}"
    assert not (place / "precedente").exists()
    (place / "clo.conf").unlink()

    # Somebody's own folder in the document root.
    (root / "admin").unlink()
    (root / "admin").mkdir()
    assert "remove it" in refused("--to", place, "--zip", new_package, "--docroot", root)
    assert os.readlink(place / "actuelle") == f"versions/{version_of(package)}"
    (root / "admin").rmdir()

    # What an interrupted upload has left is used by the next.
    torn = place / "versions" / f".{NEW}" / "lib" / "libvips.so.42"
    torn.parent.mkdir(parents=True, exist_ok=True)
    torn.write_bytes(b"half")
    deployed("--to", place, "--zip", new_package, "--docroot", root)
    assert os.readlink(place / "actuelle") == f"versions/{NEW}"


@contextlib.contextmanager
def ssh_server(folder: Path, *lines: str):
    """An sshd of our own on 127.0.0.1; yields the options that ssh needs to come in."""
    program = shutil.which("sshd", path="/usr/sbin:/usr/bin")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where it shuts itself in before anybody has signed in
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    port = free_port()
    (folder / "known").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "sshd.conf").write_text("\n".join([
        f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {folder}/host", f"PidFile {folder}/sshd.pid",
        f"AuthorizedKeysFile {folder}/user.pub", "StrictModes no", "UsePAM no", "PasswordAuthentication no",
        "PermitRootLogin prohibit-password", "Subsystem sftp internal-sftp", *lines, "",
    ]))  # fmt: skip
    server = subprocess.Popen([program, "-D", "-e", "-f", folder / "sshd.conf"], stderr=subprocess.PIPE)
    try:
        wait_until(lambda: (folder / "sshd.pid").exists(), "sshd listens")
        yield (f"-o Port={port} -o IdentityFile={folder}/user -o IdentitiesOnly=yes "
               f"-o UserKnownHostsFile={folder}/known -o StrictHostKeyChecking=yes")  # fmt: skip
    finally:
        server.terminate()
        server.communicate(timeout=10)


@pytest.mark.parametrize("shell", [True, False], ids=["rsync", "sftp"])
def test_over_the_network_with_and_without_a_shell(package, new_package, tmp_path, shell):
    keys, place = tmp_path / "ssh", tmp_path / "place"
    keys.mkdir()
    with ssh_server(keys, *([] if shell else ["ForceCommand internal-sftp"])) as ssh:
        target = f"{getpass.getuser()}@127.0.0.1:{place}"
        deployed("--to", target, "--zip", package, ssh=ssh)
        assert "serves already" in refused("--to", target, "--zip", package, ssh=ssh)
        deployed("--to", target, "--zip", new_package, ssh=ssh)
        present = place / "actuelle"
        assert os.readlink(present) == f"versions/{NEW}" and os.readlink(present / "clo.conf") == "../../clo.conf"
        assert subprocess.check_output([present / "bin" / "clo", "--version"], text=True).strip() == NEW
        deployed("--to", target, "--rollback", ssh=ssh)
        assert (place / "actuelle" / "VERSION").read_text().strip() == version_of(package)
        deployed("--to", target, "--rollback", ssh=ssh)
        assert (place / "actuelle" / "VERSION").read_text().strip() == NEW
