"""A server of the product that belongs to the tests: started, looked into, broken and repaired."""

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pymysql
import pytest

from .visitor import Visitor

REPOSITORY = Path(__file__).resolve().parents[3]
SERVER = REPOSITORY / "script" / "server"
INSIDE = REPOSITORY / "script" / "lib" / "inside.sh"
# With CLO_TEST_PACKAGE the sites run that zip of deploy.sh as a shared host would, and with CLO_TEST_ROOT on the system
# in that root folder. Shared hosts have Apache.
PACKAGE = os.environ.get("CLO_TEST_PACKAGE")
ROOT = os.environ.get("CLO_TEST_ROOT")
FRONTS = ("apache", "cgi") if PACKAGE else ("apache", "nginx", "cgi")


class Site:
    """One `script/server --detach`: a front, and a data folder with a MariaDB that no other test uses.

    With a package, it runs that zip instead of what is built here.
    """

    def __init__(self, front: str, data: Path, package: Path | str | None = PACKAGE):
        if front not in FRONTS:
            pytest.skip(f"the zip does not run behind {front}")
        self.package = package
        self.front = front
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __repr__(self) -> str:
        return f"<Site {self.front} {self.url} {self.data}>"

    # Life

    def start(self) -> "Site":
        """Returns when the sign-in page answers."""
        command = [SERVER, "--detach", "--front", self.front, "--port", str(self.port), "--data", self.data]
        command += ["--package", self.package] if self.package else []
        command += ["--inside", ROOT] if ROOT else []
        done = subprocess.run(command, capture_output=True, text=True, timeout=1200)
        assert done.returncode == 0, f"script/server failed:\n{done.stdout}\n{done.stderr}"
        return self

    def stop(self) -> None:
        done = subprocess.run([SERVER, "--stop", "--data", self.data], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"script/server --stop failed:\n{done.stdout}\n{done.stderr}"

    def visitor(self, account=None) -> Visitor:
        """Somebody with a browser without JavaScript, signed in when an account is given."""
        visitor = Visitor(self.url)
        return visitor if account is None else visitor.sign_in(account)

    # Database

    @property
    def configuration(self) -> dict[str, str]:
        lines = (self.data / "clo.conf").read_text().splitlines()
        pairs = (line.partition("=") for line in lines if line.strip() and not line.lstrip().startswith("#"))
        return {key.strip(): value.strip() for key, _, value in pairs}

    @contextlib.contextmanager
    def database(self, **options):
        """A cursor over dictionaries, as the responder's own account; commits when the block ends well."""
        settings = self.configuration
        account = {"user": settings["CLO_DB_USER"], "password": settings["CLO_DB_PASSWORD"]}
        with self._cursor(settings, account | options) as cursor:
            yield cursor

    @contextlib.contextmanager
    def administrator(self, **options):
        """The same as the administrator of this MariaDB, who may do everything."""
        with self._cursor(self.configuration, {"user": getpass.getuser()} | options) as cursor:
            yield cursor

    @staticmethod
    @contextlib.contextmanager
    def _cursor(settings, account):
        options = {"database": settings["CLO_DB_NAME"], "charset": "utf8mb4"} | account
        connection = pymysql.connect(
            unix_socket=settings["CLO_DB_SOCKET"], cursorclass=pymysql.cursors.DictCursor, **options
        )
        try:
            with connection.cursor() as cursor:
                yield cursor
            connection.commit()
        finally:
            connection.close()

    def stop_database(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends this site's MariaDB; with SIGKILL as a power cut would."""
        pid = self.database_pid
        os.kill(pid, how)
        wait_until(lambda: not is_alive(pid), f"MariaDB {pid} has ended")

    def start_database(self) -> None:
        """Starts it again on the same data; returns when it takes connections."""
        script = 'cd "$1/lib"; for part in messages processes place mariadb; do . "./$part.sh"; done; '
        script += 'find_place "$2"; find_host; start_mariadb'
        command = ["bash", "-euc", script, "start_database", SERVER.parent, self.data]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"MariaDB did not start:\n{done.stdout}\n{done.stderr}"

    @property
    def database_pid(self) -> int:
        return int((self.data / "run" / "mariadb.pid").read_text())

    # Processes and logs

    def worker_pids(self) -> list[int]:
        """The responder's processes. Under plain CGI there are some only while requests are being answered."""
        return self.program_pids("clo.fcgi")

    def program_pids(self, name: str) -> list[int]:
        """Of `clo` or `clo.fcgi`."""
        if self.package:
            return commands_of(self.data.resolve() / "clo-compte-client" / "lib" / "programmes" / name)
        return processes_of(self.data.resolve() / "site" / "bin" / name)

    def kill_workers(self) -> list[int]:
        """Kills all of the responder's processes as a crash would, and says which."""
        pids = self.worker_pids()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):  # it ended by itself meanwhile
                os.kill(pid, signal.SIGKILL)
        return pids

    def process_pids(self) -> list[int]:
        """Everything that runs for this site: web server, workers, their supervisor and MariaDB."""
        mark = f"{self.data}/".encode()
        logs = f"{self.data.resolve()}/log/"
        return [
            int(folder.name)
            for folder in Path("/proc").glob("[0-9]*")
            if mark in read_or_empty(folder / "cmdline") or any(file.startswith(logs) for file in open_files(folder))
        ]

    def tool(self, *arguments: str, configuration: Path | None = None) -> subprocess.CompletedProcess:
        """Runs `clo` on this site, as the user whom its workers run as; with another `clo.conf` if one is given."""
        command = self.tool_command(*arguments, configuration=configuration)
        return subprocess.run(command, capture_output=True, text=True, timeout=300)

    def tool_command(self, *arguments: str, configuration: Path | None = None) -> list[str]:
        settings = configuration or self.data / "clo.conf"
        command = ["env", f"CLO_CONF={settings}", self.data / "site" / "bin" / "clo", *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=www-data", "--regid=www-data", "--init-groups", "--", *command]
        return [INSIDE, ROOT, self.data, *command] if ROOT else command

    def as_the_server_sees(self, folder: Path) -> tuple[list[str], str]:
        """Words before a command that mounts something for the running web server, and the folder's name for it."""
        if not ROOT:
            return [], str(folder)
        server = (self.data / "run" / "apache.pid").read_text().strip()
        return ["nsenter", f"--mount=/proc/{server}/ns/mnt"], f"{ROOT}{folder.resolve()}"

    def log(self) -> str:
        """Everything that web server and responder logged."""
        names = ("apache-error.log", "nginx-error.log", "responder.log")
        files = (self.data / "log" / name for name in names)
        return "".join(file.read_text(errors="replace") for file in files if file.exists())


def copy_of(prepared: Path, data: Path) -> Path:
    """Copies the data folder of a stopped server, owners included: much quicker than loading the demonstration."""
    shutil.rmtree(data, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", "--", prepared, data], check=True)
    return data


@contextlib.contextmanager
def one_for_each_front(prepared: Path, folder: Path):
    """`server("nginx")`: started when it is first asked for, on a copy of its own; all are stopped at the end."""
    running: dict[str, Site] = {}

    def server(front: str) -> Site:
        if front not in running:
            running[front] = Site(front, copy_of(prepared, folder / front))
            running[front].start()
        return running[front]

    try:
        yield server
    finally:
        for site in running.values():
            site.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what: str, seconds: float = 30):
    """Returns the condition's value as soon as it is true; fails, naming what did not come about, after a time."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return value


def processes_of(program: Path) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended meanwhile, or is not ours to look into
            if os.readlink(folder / "exe").removesuffix(" (deleted)") == str(program):
                found.append(int(folder.name))
    return sorted(found)


def commands_of(program: Path) -> list[int]:
    """Processes whose command line names the program: one that runs by a loader of its own is that loader's file."""
    word = str(program).encode()
    return sorted(
        int(folder.name)
        for folder in Path("/proc").glob("[0-9]*")
        if word in read_or_empty(folder / "cmdline").split(b"\0")
    )


def is_alive(pid: int) -> bool:
    """Whether it still runs; one that ended and that nobody has asked after does not."""
    status = read_or_empty(Path(f"/proc/{pid}/status"))
    return bool(status) and b"\nState:\tZ" not in status


def read_or_empty(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it ended meanwhile, or is not ours to look into
        return b""


def open_files(folder: Path) -> list[str]:
    files = []
    with contextlib.suppress(OSError):  # as above
        for descriptor in (folder / "fd").iterdir():
            with contextlib.suppress(OSError):
                files.append(os.readlink(descriptor))
    return files
