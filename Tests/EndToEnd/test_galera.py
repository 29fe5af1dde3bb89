"""Two hosts that answer, one photo folder, three database nodes: one of them dies in the middle of the work."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support.cluster import PROVIDER, Cluster
from support.demonstration import JULIE, SOPHIE
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

    def beside(self, database: str) -> Path:
        """A `clo.conf` like this host's, for another database of the cluster."""
        own, other = self.data / "clo.conf", self.data / f"{database}.conf"
        settings = self.configuration | {"CLO_DB_NAME": database}
        other.write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
        other.chmod(0o600)
        os.chown(other, own.stat().st_uid, own.stat().st_gid)
        return other

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


def at_once(*tasks):
    """What each answers; they start together."""
    ready = threading.Barrier(len(tasks))

    def run(task):
        ready.wait(30)
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [each.result() for each in [pool.submit(run, task) for task in tasks]]


def rows(host, question):
    """From a node that has first caught up with the others."""
    with host.database() as database:
        database.execute("SET SESSION wsrep_sync_wait = 1")
        database.execute(question)
        return database.fetchall()


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
            outcomes = at_once(
                lambda: administrator(first, "admin", "--retirer"),
                lambda: administrator(second, "julie.moreau", "--retirer"),
            )
            assert sorted(each.returncode == 0 for each in outcomes) == [False, True], outcomes
            assert any("dernier administrateur" in each.stderr for each in outcomes), outcomes
            for identifier in ("admin", "julie.moreau"):
                again = administrator(first, identifier)
                assert again.returncode == 0, again.stderr
    finally:
        administrator(first, "admin")
        administrator(first, "julie.moreau", "--retirer")


def test_a_transaction_that_another_node_undoes_between_two_statements_runs_again(hosts, cluster):
    """The server says so when the next statement comes, before it has looked at it. Until then nothing was wrong: no
    statement of the undone transaction may run once more beside it, and the next attempt finds its connection whole."""
    first, _ = hosts
    node, other, _ = cluster.nodes
    assert first.tool("user", "administrator", "julie.moreau").returncode == 0
    first.visitor(JULIE)
    changes = "SELECT COUNT(*) AS n FROM journal WHERE kind = 'role_change'"
    before = rows(first, changes)[0]["n"]
    julie = rows(first, "SELECT id FROM account WHERE identifier = 'julie.moreau'")[0]["id"]

    def waits():
        return node.query("SELECT 1 FROM information_schema.processlist WHERE info LIKE 'DELETE FROM session %'")

    with first.database() as database:
        database.execute("SELECT token_hash FROM session WHERE account_id = %s FOR UPDATE", [julie])
        command = first.tool_command("user", "administrator", "julie.moreau", "--retirer")
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            try:
                wait_until(waits, "the tool waits for the session's row")
                running.send_signal(signal.SIGSTOP)
                database.connection.rollback()
                wait_until(lambda: not waits(), "its statement has ended")
                other.query("UPDATE clo.duty SET owner = REPEAT('x', 16) WHERE name = 'administrators'")
                rows(first, "SELECT 1 FROM duty")  # it has arrived, and found the tool's transaction in its way
            finally:
                running.send_signal(signal.SIGCONT)
            out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, ""), err
    assert "n’est plus administrateur" in out
    assert rows(first, changes)[0]["n"] == before + 1
    assert not rows(first, "SELECT 1 FROM account WHERE identifier = 'julie.moreau' AND is_administrator = 1")


def test_one_erasure_asked_for_through_two_nodes_is_one_request(hosts):
    """The request rests on there being none: neither of two would change a row of the other's."""
    page = "/compte-client/mes-donnees"
    clients = [host.visitor(SOPHIE) for host in hosts]
    for _ in range(6):
        forms = []
        for client in clients:
            client.get(f"{page}/effacement")
            forms.append(client.fields("form[action$=effacement]"))
        at_once(*(lambda c=c, f=f: c.post(f"{page}/effacement", data=f) for c, f in zip(clients, forms)))
        for client in clients:
            assert client.path == page and "entre les mains de CLO" in client.text()
        assert len(rows(hosts[0], "SELECT id FROM erasure_request WHERE outcome IS NULL")) == 1
        clients[0].submit("form[action$=retirer]")


def test_two_hosts_index_what_was_never_indexed_once(hosts):
    """As after an import by hand: each finds them without. Publications without comments, whose entries have no key that
    the other's could meet."""
    unanswered = "publication_id NOT IN (SELECT publication_id FROM sheet_comment)"
    indexed = "SELECT publication_id, comment_id FROM search_entry ORDER BY publication_id, comment_id"
    whole = rows(hosts[0], indexed)
    assert len(rows(hosts[0], f"SELECT 1 FROM search_entry WHERE {unanswered}")) > 20
    for _ in range(6):
        with hosts[0].database() as database:
            database.execute(f"DELETE FROM search_entry WHERE {unanswered}")
        for done in at_once(*(lambda host=host: host.tool("migrate") for host in hosts)):
            assert done.returncode == 0, done.stderr
        assert rows(hosts[0], indexed) == whole


def test_two_hosts_make_one_new_database_at_once(hosts):
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = '{}' ORDER BY 1"
    for number in range(3):
        name = f"clo_neuve_{number}"
        with hosts[0].database() as database:
            database.execute(f"CREATE DATABASE {name}")
        files = [host.beside(name) for host in hosts]
        outcomes = at_once(
            *(lambda host=host, file=file: host.tool("migrate", configuration=file) for host, file in zip(hosts, files))
        )
        assert [each.returncode for each in outcomes] == [0, 0], outcomes
        assert rows(hosts[0], tables.format(name)) == rows(hosts[0], tables.format("clo"))
        assert "La base est à jour." in hosts[1].tool("migrate", configuration=files[1]).stdout


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
    # Galera gives a silent node up after 5 s (evs.suspect_timeout); the rest is room for a machine that is busy.
    assert max(gaps) < 30, "service is back within seconds"
    check_history(hosts[0], writers)

    victim.start(cluster.nodes)
    wait_until(lambda: victim.is_synced(3), "the node has come back", 60)
    writers[0].write("Revenu")
    check_history(hosts[0], writers)  # asked of the node that came back
