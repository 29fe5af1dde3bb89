"""A Galera cluster of three MariaDB nodes on 127.0.0.1 that belongs to a test."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pymysql

from .site import is_alive, wait_until

PROVIDER = Path("/usr/lib/galera/libgalera_smm.so")
# Below those that the system gives to clients by itself (32768 and more), so that none is taken before it is used.
PORTS = range(21_000, 29_000)

# As root, rsync's receiving end gives up its rights and can write nothing: nodes run as the web servers' user does.
OWNER = "www-data" if os.geteuid() == 0 else getpass.getuser()


class Node:
    """One mariadbd: its data, its socket, and its four ports (SQL, replication, and the two of state transfers)."""

    def __init__(self, folder: Path, number: int, ports: list[int]):
        self.folder = folder
        self.number = number
        self.port, self.replication, self.transfer, self.increment = ports
        self.process: subprocess.Popen | None = None
        folder.mkdir()

    @property
    def socket(self) -> Path:
        return self.folder / "s"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self, members: list["Node"], is_first: bool = False) -> None:
        """Does not wait: it is ready once it has the state of the others."""
        (self.folder / "tmp").mkdir(exist_ok=True)
        (self.folder / "cnf").write_text(self._configuration(members))
        subprocess.run(["chown", "--recursive", f"{OWNER}:", self.folder], check=True)
        command = ["mariadbd", f"--defaults-file={self.folder / 'cnf'}"]
        command += ["--wsrep-new-cluster"] if is_first else []
        with self.log.open("ab") as log:
            # A group of its own: its transfer scripts end with it.
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            other = {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}
            self.process = subprocess.Popen(command, process_group=0, **streams, **other)

    def _configuration(self, members: list["Node"]) -> str:
        group = ",".join(f"127.0.0.1:{node.replication}" for node in members)
        options = f"gmcast.listen_addr=tcp://127.0.0.1:{self.replication};base_host=127.0.0.1"
        options += f";ist.recv_addr=127.0.0.1:{self.increment};ist.recv_bind=127.0.0.1:{self.increment};gcache.size=8M"
        return f"""[mariadbd]
datadir = {self.folder}/data
socket = {self.socket}
tmpdir = {self.folder}/tmp
port = {self.port}
bind-address = 127.0.0.1
skip-name-resolve
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
default-time-zone = +00:00
max-connections = 60
binlog-format = ROW
innodb-autoinc-lock-mode = 2
innodb-flush-log-at-trx-commit = 1
innodb-buffer-pool-size = 32M
innodb-log-file-size = 24M
aria-pagecache-buffer-size = 8M
key-buffer-size = 1M
performance-schema = off
wsrep-on = ON
wsrep-provider = {PROVIDER}
wsrep-provider-options = "{options}"
wsrep-cluster-name = clo-{members[0].port}
wsrep-cluster-address = gcomm://{group}
wsrep-node-name = node{self.number}
wsrep-node-address = 127.0.0.1:{self.replication}
wsrep-sst-method = rsync
wsrep-sst-receive-address = 127.0.0.1:{self.transfer}
wsrep-slave-threads = 2
"""

    def query(self, statement: str) -> list[dict]:
        """As the node's administrator, through its own socket."""
        options = {"unix_socket": str(self.socket), "user": getpass.getuser(), "cursorclass": pymysql.cursors.DictCursor}
        with closing(pymysql.connect(autocommit=True, charset="utf8mb4", **options)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return list(cursor.fetchall())

    def status(self, name: str) -> str:
        return self.query(f"SHOW GLOBAL STATUS LIKE 'wsrep_{name}'")[0]["Value"]

    def is_synced(self, size: int) -> bool:
        assert self.process.poll() is None, f"node {self.number} ended:\n{self.log.read_text(errors='replace')[-4000:]}"
        try:
            return self.status("local_state_comment") == "Synced" and self.status("cluster_size") == str(size)
        except pymysql.Error:
            return False  # it does not take connections yet

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(30)
        # Transfers that outlived it, in its process group.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Cluster:
    """Three nodes that begin with the database of a site, each with a copy of its own."""

    def __init__(self, folder: Path):
        folder.mkdir()
        ports = free_ports(12)
        self.nodes = [Node(folder / str(number), number, ports[number * 4 :][:4]) for number in range(3)]

    def start(self, data: Path, settings: dict[str, str]) -> "Cluster":
        """`data` is the `mysql` folder of a MariaDB that does not run; `settings` the `clo.conf` of its site."""
        first, *others = self.nodes
        shutil.copytree(data, first.folder / "data", copy_function=shutil.copy2)
        first.start(self.nodes, is_first=True)
        wait_until(lambda: first.is_synced(1), "the first node is ready")
        first.query(
            f"CREATE USER clo@'127.0.0.1' IDENTIFIED BY '{settings['CLO_DB_PASSWORD']}' WITH MAX_USER_CONNECTIONS 30"
        )
        # And those databases that a test makes beside it.
        first.query(f"GRANT ALL ON `{settings['CLO_DB_NAME']}%`.* TO clo@'127.0.0.1'")
        # Its data now say where they stand in the cluster's history: who begins with a copy has nothing to fetch, while
        # transfers take place one after the other. The node that comes back after a kill makes one all the same.
        first.stop()
        for node in others:
            shutil.copytree(first.folder / "data", node.folder / "data", ignore=shutil.ignore_patterns("galera.cache"))
        first.start(self.nodes, is_first=True)
        wait_until(lambda: first.is_synced(1), "the first node is ready again")
        for node in others:
            node.start(self.nodes)
        for node in self.nodes:
            wait_until(lambda node=node: node.is_synced(len(self.nodes)), f"node {node.number} has joined", 60)
        return self

    def hosts(self, first: int) -> str:
        """What `CLO_DB_HOST` says on a host to which that node is the nearest."""
        order = self.nodes[first:] + self.nodes[:first]
        return ", ".join(f"127.0.0.1:{node.port}" for node in order)

    def stop(self) -> None:
        for node in reversed(self.nodes):
            node.stop()
        assert not [node for node in self.nodes if node.process and is_alive(node.process.pid)]


def free_ports(count: int) -> list[int]:
    """Ports outside of those that the system gives to clients, so that none is taken between now and its use."""
    found: list[int] = []
    start = PORTS.start + os.getpid() * 16 % (len(PORTS) - 1_000)
    for port in range(start, PORTS.stop):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise AssertionError(f"no {count} free ports from {start} on")
