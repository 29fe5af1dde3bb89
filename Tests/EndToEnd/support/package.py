"""The zip of deploy.sh: built, unpacked, made into another version, brought to a place."""

import hashlib
import os
import subprocess
import zipfile
from pathlib import Path

from .site import REPOSITORY

DEPLOY = REPOSITORY / "deploy.sh"
FOLDERS = ("compte-client", "admin")


def build_package() -> Path:
    done = subprocess.run([DEPLOY], capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, f"deploy.sh failed:\n{done.stdout}\n{done.stderr}"
    return REPOSITORY / done.stdout.splitlines()[-1].partition(":")[0]


def unpack(package: Path, folder: Path) -> Path:
    """As a panel that keeps execute bits does."""
    subprocess.run(["unzip", "-q", "-d", folder, package], check=True)
    return folder / "clo-compte-client"


def version_of(package: Path) -> str:
    with zipfile.ZipFile(package) as archive:
        return archive.read("clo-compte-client/VERSION").decode().strip()


def as_version(package: Path, version: str, copy: Path) -> Path:
    """The same content under the name of another version."""
    name = f"{version}\n".encode()
    digest = hashlib.sha256(name).hexdigest().encode()
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(copy, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "clo-compte-client/VERSION":
                content = name
            elif entry.filename == "clo-compte-client/contenu.sha256":
                lines = [line for line in content.splitlines() if not line.endswith(b"  VERSION")]
                content = b"\n".join([*lines, digest + b"  VERSION", b""])
            target.writestr(entry, content)
    return copy


def deploy(*arguments, ssh: str = "") -> subprocess.CompletedProcess:
    environment = os.environ | {"CLO_SSH_OPTIONS": ssh}
    return subprocess.run([DEPLOY, *arguments], env=environment, capture_output=True, text=True, timeout=600)
