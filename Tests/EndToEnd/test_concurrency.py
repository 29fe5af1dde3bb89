"""Several processes, several people on one sheet, and everything that can go away at any moment."""

import hashlib
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from support.demonstration import ADMIN, JULIE, KARIM, MARTIN
from support.site import wait_until

CODE = "CH-2026-002"
PEOPLE = (MARTIN, JULIE, KARIM, ADMIN)


class Writer:
    """A person's browser that sends comments as our script does: the same submission again until it is answered."""

    def __init__(self, site, account, name):
        self.name = name
        self.visitor = site.visitor(account)
        self.action = f"{site.url}/{account.area}/fiches/{CODE}/publications/1/commentaires"
        self.visitor.open_sheet(account, CODE)
        self.token = dict(self.visitor.fields("form.form-commentaire"))["jeton"]
        self.acknowledged = []
        self.unavailable = []
        self.dropped = []

    def write(self, text, patience=60):
        """Returns when the server has acknowledged the text."""
        fields = {"jeton": self.token, "envoi": hashlib.sha256(text.encode()).hexdigest()[:32], "parent": "", "texte": text}
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                answer = self.visitor.session.post(
                    self.action, data=fields, timeout=30, headers={"HX-Request": "true", "Origin": self.visitor.url}
                )
            except requests.ConnectionError as error:
                self.dropped.append(error)
                continue  # the web server dropped it: no acknowledgement, so again
            if answer.status_code == 204:
                self.acknowledged.append((text, answer.headers["CLO-Ancre"]))
                return
            assert answer.status_code in (500, 502, 503, 504), f"{answer.status_code}: {answer.text[:500]}"
            self.unavailable.append(answer)
            time.sleep(0.1)  # as patient as a browser that retries, only faster
        raise AssertionError(f"not acknowledged within {patience} s: {text}")


def check_history(site, writers):
    with site.database() as database:
        database.execute("SELECT f.id, f.revision FROM sheet f JOIN worksite w ON w.id = f.worksite_id WHERE w.code = %s", (CODE,))
        sheet = database.fetchone()
        database.execute("SELECT revision FROM sheet_event WHERE sheet_id = %s ORDER BY revision", (sheet["id"],))
        revisions = [row["revision"] for row in database.fetchall()]
        assert revisions == list(range(1, sheet["revision"] + 1)), "no hole, no repeat"
        database.execute("SELECT body, number FROM sheet_comment WHERE sheet_id = %s", (sheet["id"],))
        stored = [(row["body"], f"commentaire-1-{row['number']}") for row in database.fetchall()]
    texts = [text for text, _ in stored]
    for writer in writers:
        for written in writer.acknowledged:
            assert written in stored, f"acknowledged and lost: {written}"
            assert texts.count(written[0]) == 1, f"done twice: {written}"


@pytest.mark.parametrize("front", ["apache", "nginx"])
def test_fifty_writers_at_once_on_one_sheet(servers, front):
    """S8: every acknowledged write is there once, revisions have no hole, no deadlock reaches anyone"""
    site = servers(front)
    with site.database() as database:
        database.execute("DELETE FROM throttle")
    by_person = {account: Writer(site, account, "guide") for account in PEOPLE}

    def writer_of(number):
        account = PEOPLE[number % len(PEOPLE)]
        writer = Writer.__new__(Writer)
        writer.__dict__.update(by_person[account].__dict__, name=f"{front}-{number}", acknowledged=[], unavailable=[])
        return writer

    writers = [writer_of(number) for number in range(50)]
    barrier = threading.Barrier(len(writers))

    def run(writer):
        barrier.wait()
        for turn in range(4):
            writer.write(f"{writer.name} écrit {turn}")

    with ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(run, writers))
    assert sum(len(writer.acknowledged) for writer in writers) == 200
    assert not [answer.text[:300] for writer in writers for answer in writer.unavailable]
    check_history(site, writers)


@pytest.mark.parametrize("front", ["apache", "nginx", "cgi"])
def test_workers_killed_while_writing_lose_nothing_acknowledged(fresh_site, front):
    site = fresh_site(front)
    writers = [Writer(site, account, str(index)) for index, account in enumerate(PEOPLE)]
    stop = threading.Event()

    def keep_writing(writer):
        turn = 0
        while not stop.is_set():
            writer.write(f"{writer.name} tient bon {turn}")
            turn += 1

    with ThreadPoolExecutor(len(writers)) as pool:
        running = [pool.submit(keep_writing, writer) for writer in writers]
        killed = 0
        end = time.monotonic() + 6
        while time.monotonic() < end:
            time.sleep(0.25)
            killed += len(site.kill_workers())
        stop.set()
        for each in running:
            each.result()
    assert killed > 3 and all(writer.acknowledged for writer in writers), "the test did what it says"
    check_history(site, writers)


@pytest.mark.parametrize("front", ["apache", "nginx"])
def test_the_database_restarted_under_load(fresh_site, front):
    """Nothing acknowledged is lost; meanwhile a French page keeps what was typed; the responder recovers by itself"""
    site = fresh_site(front)
    writers = [Writer(site, account, str(index)) for index, account in enumerate(PEOPLE)]
    stop = threading.Event()

    def keep_writing(writer):
        turn = 0
        while not stop.is_set():
            writer.write(f"{writer.name} patiente {turn}")
            turn += 1

    with ThreadPoolExecutor(len(writers)) as pool:
        running = [pool.submit(keep_writing, writer) for writer in writers]
        for how in (signal.SIGKILL, signal.SIGTERM):
            wait_until(lambda: sum(len(writer.acknowledged) for writer in writers) > 20, "some writes")
            seen = sum(len(writer.unavailable) for writer in writers)
            site.stop_database(how)
            wait_until(lambda seen=seen: sum(len(writer.unavailable) for writer in writers) > seen, "a 503")
            site.start_database()
        stop.set()
        for each in running:
            each.result()
    refused = [answer for writer in writers for answer in writer.unavailable]
    assert all(answer.status_code == 503 for answer in refused)
    assert any("momentanément indisponible" in answer.text and "patiente" in answer.text for answer in refused)
    check_history(site, writers)


def test_without_the_database_the_visitor_is_told_and_may_send_again(fresh_site):
    """503, what was typed is in the page, and its button works once the database is back"""
    site = fresh_site("apache")
    martin = site.visitor(MARTIN)
    martin.open_sheet(MARTIN, CODE)
    site.stop_database()
    martin.submit("form.form-commentaire", texte="Tapé pendant la panne")
    assert martin.status == 503 and "Retry-After" in martin.response.headers
    assert "Service momentanément indisponible" in martin.text("h1")
    assert martin.one("textarea").get_text().strip() == "Tapé pendant la panne"
    stranger = site.visitor()
    stranger.get(f"/compte-client/fiches/{CODE}")
    assert stranger.status in (200, 303, 503)
    site.start_database()
    martin.submit("form.form-conserve")
    assert martin.status == 200 and re.search(r"#commentaire-\d+-\d+$", martin.address)
    assert "Tapé pendant la panne" in martin.text()
