"""`/compte-client/sante`: what monitors ask. It says what is wrong by name, and nothing else."""

import shutil

import pytest

from support.demonstration import MARTIN
from support.site import one_for_each_front

PATH = "/compte-client/sante"
WELL = {"etat": "ok", "base": "ok", "schema": "ok", "donnees": "ok", "place": "ok", "messages": "a-jour"}


@pytest.fixture(scope="module")
def servers(scratch, prepared):
    """Sites of these tests alone: elsewhere messages wait that others' tests have left."""
    folder = scratch / "sante"
    folder.mkdir(mode=0o755)
    with one_for_each_front(prepared, folder) as server:
        yield server


@pytest.fixture(scope="module")
def own(servers):
    """One to break: each test repairs what it broke."""
    return servers("cgi")


def ask(site):
    answer = site.visitor().get(PATH)
    assert answer.headers["Content-Type"] == "application/json" and answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    found = answer.json()
    assert set(found) <= set(WELL) and all(word.replace("-", "").isalnum() for word in found.values())
    assert (answer.status_code == 200) == (found["etat"] == "ok") and answer.status_code in (200, 503)
    return found


def test_all_is_well(site):
    assert ask(site) == WELL


def test_it_is_the_same_for_everybody_and_leaves_no_trace(apache_site):
    visitor = apache_site.visitor(MARTIN)
    assert visitor.get(PATH).json() == WELL
    assert visitor.request("HEAD", PATH).status_code == 200
    assert visitor.post(PATH).status_code == 405


def test_it_asks_the_same_few_questions_whatever_there_is_and_starts_nothing(apache_site):
    def questions():
        with apache_site.administrator() as database:
            database.execute("SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_select', 'Com_insert', 'Com_update')")
            return {row["Variable_name"]: int(row["Value"]) for row in database.fetchall()}

    visitor = apache_site.visitor()
    visitor.get(PATH)
    before = questions()
    for _ in range(20):
        visitor.get(PATH)
    after = questions()
    assert after["Com_select"] - before["Com_select"] <= 20 * 2
    assert after["Com_insert"] == before["Com_insert"] and after["Com_update"] == before["Com_update"]


def test_the_database_is_away_and_comes_back(own):
    own.stop_database()
    assert ask(own) == {"etat": "en-panne", "base": "injoignable", "donnees": "ok", "place": "ok"}
    own.start_database()
    assert ask(own) == WELL


@pytest.mark.parametrize(
    ("change", "repair", "word"),
    [
        (
            "DELETE FROM migration WHERE number = 5",
            "INSERT INTO migration (number, name, applied_at) VALUES (5, '005_acces.sql', NOW())", "a-migrer",
        ),
        ("RENAME TABLE migration TO ailleurs", "RENAME TABLE ailleurs TO migration", "a-migrer"),
        (
            "INSERT INTO migration (number, name, applied_at) VALUES (999, '999_demain.sql', NOW())",
            "DELETE FROM migration WHERE number = 999", "trop-recent",
        ),
    ],
)
def test_a_schema_of_another_version_is_told(own, change, repair, word):
    with own.database() as database:
        database.execute(change)
    found = ask(own)
    with own.database() as database:
        database.execute(repair)
    assert found["etat"] == "en-panne" and found["schema"] == word and "messages" not in found
    assert ask(own) == WELL


def test_a_data_folder_that_cannot_be_written_is_told(own):
    folder = own.data / "files"
    owner, mode = folder.owner(), folder.stat().st_mode
    shutil.chown(folder, "root")
    folder.chmod(0o500)
    assert ask(own)["donnees"] == "non-inscriptibles"
    shutil.chown(folder, owner)
    folder.chmod(mode)
    assert ask(own) == WELL


@pytest.mark.parametrize(
    ("minutes", "word"),
    [(1, "moins-de-10-minutes"), (30, "moins-d-une-heure"), (120, "moins-de-3-heures"), (240, "en-retard")],
)
def test_messages_that_wait_are_told_by_their_age(own, minutes, word):
    with own.database() as database:
        database.execute(
            """INSERT INTO outgoing_message (reference, account_id, channel, next_attempt_at, queued_at)
            SELECT 'essai', id, 'email', UTC_TIMESTAMP(3) - INTERVAL %s MINUTE, UTC_TIMESTAMP(3)
            FROM account WHERE identifier = 'martin.dupont'""",
            (minutes,),
        )
    found = ask(own)
    with own.database() as database:
        database.execute("DELETE FROM outgoing_message WHERE reference = 'essai'")
    assert found["messages"] == word and found["etat"] == ("en-panne" if minutes == 240 else "ok")
