"""Two hosts that answer, one photo folder, three database nodes: one of them dies in the middle of the work."""

import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support.cluster import PROVIDER, Cluster
from support.demonstration import JULIE, MARTIN
from support.pictures import files
from support.site import PACKAGE, Site, copy_of, wait_until
from support.uploads import Sender
from test_concurrency import CODE, PEOPLE, Writer, check_history

pytestmark = [
    pytest.mark.skipif(bool(PACKAGE), reason="what the zip runs on is the host’s: the cluster is tried with the build"),
    pytest.mark.skipif(not PROVIDER.exists(), reason="Debian’s package galera-4 cannot be installed here"),
]


class Host(Site):
    """A responder's host: its database is the cluster, by its own order; its photos are in the shared folder."""

    def settle(self, cluster: Cluster, first: int, shared: Path) -> "Host":
        self.stop_database()  # nothing of what follows can have come from it
        self.cluster = cluster
        settings = self.configuration
        del settings["CLO_DB_SOCKET"]
        settings |= {"CLO_DB_HOST": cluster.hosts(first), "CLO_DATA": str(shared)}
        # Written over, not replaced: it stays the workers' own.
        (self.data / "clo.conf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
        self.kill_workers()  # they have read the former one
        return self

    def database(self, **options):
        node = next(node for node in self.cluster.nodes if node.process.poll() is None)
        return self._cursor({"CLO_DB_NAME": "clo", "CLO_DB_SOCKET": str(node.socket)}, {"user": "root"} | options)


@pytest.fixture(scope="module")
def cluster(scratch, prepared):
    folder = Path(tempfile.mkdtemp(prefix="galera-", dir=scratch))
    folder.chmod(0o755)
    made = Cluster(folder / "nodes")
    try:
        yield made.start(prepared / "mysql", Site("apache", prepared).configuration)
    finally:
        made.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def hosts(scratch, prepared, cluster):
    folder = Path(tempfile.mkdtemp(prefix="hosts-", dir=scratch))
    folder.chmod(0o755)
    made: list[Host] = []
    try:
        for number in range(2):
            host = Host("apache", copy_of(prepared, folder / str(number)))
            made.append(host)
            host.start()
        shared = made[0].data.resolve() / "files"
        for number, host in enumerate(made):
            host.settle(cluster, number, shared)
        yield made
    finally:
        for host in made:
            host.stop()
        shutil.rmtree(folder)


def test_a_session_and_a_photo_of_one_host_serve_on_the_other(hosts):
    first, second = hosts
    photo = Sender.of(first, JULIE, CODE).send("toit.jpg", files(1)[0].read_bytes()).json()["photo"]
    for _ in range(10):
        here = first.visitor(JULIE)
        there = second.visitor()
        there.session.cookies.update(here.session.cookies)
        there.get(f"/admin/fiches/{CODE}")  # at once, from another node than the session was written to
        assert there.status == 200 and there.path.endswith(CODE), "the session is known there"
    sent = there.get(photo["adresse"])
    assert sent.status_code == 200 and sent.content.startswith(b"\xff\xd8\xff")


def test_two_nodes_never_leave_nobody_to_administer(hosts):
    """Locks of one node are nothing to another: two administrators are removed at the same moment, through both."""

    def administrator(host, identifier, *options):
        return host.tool("user", "administrator", identifier, *options)

    first, second = hosts
    assert administrator(first, "julie.moreau").returncode == 0
    try:
        for _ in range(6):
            with ThreadPoolExecutor(2) as pool:
                removals = [
                    pool.submit(administrator, first, "admin", "--retirer"),
                    pool.submit(administrator, second, "julie.moreau", "--retirer"),
                ]
            outcomes = [each.result() for each in removals]
            assert sorted(each.returncode == 0 for each in outcomes) == [False, True], outcomes
            assert any("dernier administrateur" in each.stderr for each in outcomes), outcomes
            for identifier in ("admin", "julie.moreau"):
                administrator(first, identifier)
    finally:
        administrator(first, "admin")
        administrator(first, "julie.moreau", "--retirer")


def test_a_node_killed_under_twenty_writers(hosts, cluster):
    """Nothing acknowledged is lost or done twice, revisions have no hole, service is back, the node comes back."""
    with hosts[0].database() as database:
        database.execute("DELETE FROM throttle")
    signed_in = {(host, account): Writer(host, account, "guide") for host in hosts for account in PEOPLE}
    places = list(signed_in)
    writers = []
    for number in range(20):
        writer = Writer.__new__(Writer)
        writer.__dict__.update(signed_in[places[number % len(places)]].__dict__)
        writer.__dict__.update(name=str(number), acknowledged=[], unavailable=[], dropped=[])
        writers.append(writer)
    stop = threading.Event()
    times: list[float] = []

    def keep_writing(writer):
        turn = 0
        while not stop.is_set():
            writer.write(f"{writer.name} à plusieurs {turn}")
            times.append(time.monotonic())
            turn += 1

    victim = cluster.nodes[0]
    with ThreadPoolExecutor(len(writers)) as pool:
        running = [pool.submit(keep_writing, writer) for writer in writers]
        try:
            wait_until(lambda: len(times) > 60, "some writes")
            victim.kill()
            killed = time.monotonic()
            # Twenty that were sent before the kill may still be answered after it; more than that is service.
            wait_until(lambda: sum(each > killed for each in times) > 60, "writes after the loss", 60)
        finally:
            stop.set()
        for each in running:
            each.result()
    gaps = [later - earlier for earlier, later in zip(sorted(times), sorted(times)[1:])]
    print(f"{len(times)} writes, longest silence {max(gaps):.1f} s, {sum(len(w.unavailable) for w in writers)} refused")
    assert max(gaps) < 10, "service is back within seconds"
    check_history(hosts[0], writers)

    victim.start(cluster.nodes)
    wait_until(lambda: victim.is_synced(3), "the node has come back", 60)
    writers[0].write("Revenu")
    check_history(hosts[0], writers)  # asked of the node that came back
