"""Notices by e-mail, against mail servers that behave and mail servers that do not (S16, B12)."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from support.demonstration import ADMIN, JULIE, KARIM, MARTIN, SOPHIE
from support.mail import (
    PASSWORD,
    bad_mail_server,
    drop_in_message,
    mail_server,
    make_certificates,
    plain_mail_server,
    stall,
)
from support.site import wait_until
from support.visitor import readable
from test_sheet import comment, publish

CODE = "CH-2026-002"


@pytest.fixture(autouse=True)
def emptied(house):
    house.empty()


@pytest.fixture(scope="module")
def certificates(scratch):
    return make_certificates(scratch / "certificates")


@pytest.fixture(scope="module")
def julie(house):
    return house.site.visitor(JULIE)


@pytest.fixture
def martin(house):
    return house.site.visitor(MARTIN)


def part(message, kind):
    (found,) = [each for each in message.walk() if each.get_content_type() == kind]
    return found.get_content().replace("\r\n", "\n") if kind.startswith("text/") else found.get_content()


def link_in(message, pattern):
    return re.search(rf"https?://\S*{pattern}\S*", part(message, "text/plain"))[0]


# A good server


def test_a_publication_reaches_the_client_over_tls_as_mail_that_others_can_read(house, certificates, julie):
    with mail_server(certificates) as box:
        house.smtp(box.port, certificates.authority, PASSWORD, MAIL_REPLY_TO="bureau@clo.example")
        number = publish(julie, CODE, "La chape est coulée : « séchage » trois semaines.\n\n.\nFrom la suite")
        assert house.deliver() == "Envoyés : 1, remis : 0, échoués : 0, sans objet : 0."
    (received,) = box.received
    assert received.was_encrypted
    assert (received.sender, received.recipients) == ("suivi@clo.example", ["martin.dupont@example.fr"])
    assert all(len(line) <= 78 for line in received.content.split(b"\r\n\r\n")[0].split(b"\r\n"))
    message = received.message
    assert message["From"].addresses[0].display_name == "CLO"
    assert message["To"].addresses[0].display_name == "Martin Dupont"
    assert message["Reply-To"].addresses[0].addr_spec == "bureau@clo.example"
    assert message["Subject"].startswith("Du nouveau sur votre chantier\u00a0: Réfection de la salle de bain")
    assert message["Auto-Submitted"] == "auto-generated" and message["Date"].datetime
    assert message["Message-ID"] == f"<{house.only()['reference']}@clo.example>"
    assert message["References"] == message["In-Reply-To"] == f"<fiche.{CODE}.{house.only()['account_id']}@clo.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = part(message, "text/plain")
    assert "« séchage » trois semaines." in text and "\n.\nFrom la suite" in text
    html = part(message, "text/html")
    assert f"Publication n°\u00a0{number}" in html and "Julie Moreau, CLO" in html
    images = {each["Content-ID"].strip("<>") for each in message.walk() if each.get_content_maintype() == "image"}
    assert images == set(re.findall(r"cid:([^\"]+)", html)) and len(images) == 1, "the logo"


def test_the_photos_of_a_publication_are_shown_small_inside(house):
    with house.site.database() as cursor:
        cursor.execute(
            "SELECT f.id AS sheet, p.number, p.revision, w.client_id, w.code, COUNT(*) AS photos FROM photo i "
            "JOIN publication p ON p.id = i.publication_id JOIN sheet f ON f.id = p.sheet_id "
            "JOIN worksite w ON w.id = f.worksite_id WHERE p.cancelled_at IS NULL "
            "GROUP BY p.id HAVING photos BETWEEN 2 AND 6 LIMIT 1"
        )
        found = cursor.fetchone()
        cursor.execute(
            "INSERT INTO notice (account_id, sheet_id, channel, publication_number, revision, is_daily, due_at) "
            "VALUES (%(client_id)s, %(sheet)s, 'email', %(number)s, %(revision)s, 0, UTC_TIMESTAMP(3))",
            found,
        )
    with plain_mail_server() as box:
        house.smtp(box.port)
        house.deliver()
    message = box.received[0].message
    images = [each for each in message.walk() if each.get_content_type() == "image/jpeg"]
    assert len(images) == found["photos"]
    for image in images:
        assert image.get_content().startswith(b"\xff\xd8") and image.get_content_disposition() == "inline"
        assert image["Content-ID"].strip("<>") in part(message, "text/html")


def test_the_three_cases_and_a_link_to_the_very_comment(house, julie, martin):
    """S16: who is told of what; the link asks one to sign in, then leads there."""
    with plain_mail_server() as box:
        house.smtp(box.port)
        number = publish(julie, CODE, "Pose du carrelage.", prevenir_courriel=None)
        assert house.deliver().startswith("Envoyés : 0,"), "the employee chose to tell nobody"
        martin.open_sheet(MARTIN, CODE)
        first = comment(martin, number, "Quand puis-je entrer ?")
        house.deliver()
        (to_julie,) = [each.message for each in box.received]
        assert to_julie["To"].addresses[0].addr_spec == "julie.moreau@example.fr"
        assert "Quand puis-je entrer ?" in part(to_julie, "text/plain")

        karim = house.site.visitor(KARIM)
        karim.open_sheet(KARIM, CODE)
        reply = comment(karim, number, "Lundi.", parent=first)
        house.deliver()
        to_martin = box.received[1].message
        assert to_martin["To"].addresses[0].addr_spec == "martin.dupont@example.fr"
        assert len(box.received) == 2, "nobody is told of his own acts"

    stranger = house.site.visitor()
    stranger.get(link_in(to_martin, "/v/"))
    assert stranger.path == "/compte-client/connexion"
    stranger.submit(
        lambda form: form.select_one("[name=mot_de_passe]"),
        identifiant=MARTIN.identifier, mot_de_passe=MARTIN.password)
    assert stranger.address.endswith(f"/compte-client/fiches/{CODE}?n={number}#commentaire-{number}-{reply}")
    sophie = house.site.visitor(SOPHIE)
    assert sophie.get(link_in(to_martin, "/v/")).status_code == 404


def test_names_and_titles_cannot_add_headers(house, julie):
    hostile = "Longère\r\nBcc: voleur@example.fr\r\n\r\n<b>"
    restore = "UPDATE account SET last_name = %s WHERE identifier = 'martin.dupont'"
    with house.site.database() as cursor:
        cursor.execute("SELECT title FROM worksite WHERE code = %s", [CODE])
        title = cursor.fetchone()["title"]
        cursor.execute("UPDATE worksite SET title = %s WHERE code = %s", (hostile, CODE))
        cursor.execute(restore, ["Dupont\r\nBcc: autre@example.fr"])
    try:
        with plain_mail_server() as box:
            house.smtp(box.port)
            publish(julie, CODE, "Texte.")
            house.deliver()
    finally:
        with house.site.database() as cursor:
            cursor.execute("UPDATE worksite SET title = %s WHERE code = %s", (title, CODE))
            cursor.execute(restore, ["Dupont"])
    (received,) = box.received
    assert received.recipients == ["martin.dupont@example.fr"]
    assert received.message["Bcc"] is None
    assert "Longère Bcc: voleur@example.fr <b>" in received.message["Subject"]
    assert "<b>" not in part(received.message, "text/html").split("</head>")[1].split("Publication")[0]


# Servers that are not to be trusted, or say no


def test_nothing_is_said_to_a_server_that_is_not_to_be_trusted(house, certificates, julie):
    with mail_server(certificates) as box, plain_mail_server() as plain:
        house.smtp(box.port, certificates.authority, PASSWORD, SMTP_CA="/etc/ssl/certs/ca-certificates.crt")
        publish(julie, CODE, "Texte.")
        assert house.deliver().startswith("Envoyés : 0, remis : 1")
        assert "pas sûre" in house.only()["reason"] and house.only()["state"] == "waiting"
        house.wait_no_longer()
        house.smtp(plain.port, certificates.authority, PASSWORD)
        assert house.deliver().startswith("Envoyés : 0, remis : 1")
        assert "pas sûre" in house.only()["reason"]
        house.wait_no_longer()
        house.smtp(box.port, certificates.authority, "un autre mot de passe")
        assert house.deliver().startswith("Envoyés : 0, remis : 1")
        assert "identifiant ou le mot de passe" in house.only()["reason"]
        assert not box.received and not plain.received
        house.wait_no_longer()
        house.smtp(box.port, certificates.authority, PASSWORD)
        assert house.deliver().startswith("Envoyés : 1,")
    with mail_server(certificates, "tls") as box:
        house.smtp(box.port, certificates.authority, PASSWORD, SMTP_SECURITY="tls")
        publish(julie, CODE, "Texte.")
        assert house.deliver().startswith("Envoyés : 1,") and box.received[0].was_encrypted


def test_greylisting_waits_and_the_message_keeps_its_name(house, julie):
    with plain_mail_server() as box:
        house.smtp(box.port)
        box.answers = {"RCPT": ["450 4.2.0 Greylisted"], "DATA": ["451 4.3.0 Plus tard"]}
        publish(julie, CODE, "Texte.")
        for attempts in (1, 2):
            assert house.deliver().startswith("Envoyés : 0, remis : 1")
            message = house.only()
            assert (message["state"], message["attempts"]) == ("waiting", attempts)
            assert "demande d’attendre" in message["reason"] and "4." in message["reason"]
            assert house.deliver().startswith("Envoyés : 0, remis : 0"), "it waits for its time"
            house.wait_no_longer()
        assert house.deliver().startswith("Envoyés : 1,")
    assert [each.message["Message-ID"] for each in box.received] == [f"<{house.only()['reference']}@clo.example>"]


def test_a_refusal_is_shown_to_administrators_with_its_reason_and_can_be_sent_again(house, julie):
    with plain_mail_server() as box:
        house.smtp(box.port)
        box.answers = {"RCPT": ["550 5.1.1 Utilisateur inconnu"]}
        publish(julie, CODE, "Texte.")
        assert house.deliver().startswith("Envoyés : 0, remis : 0, échoués : 1")
        assert julie.get("/admin/envois").status_code == 403
        admin = house.site.visitor(ADMIN)
        admin.get("/admin/envois")
        assert "5.1.1 Utilisateur inconnu" in admin.text("table.echecs") and "Martin Dupont" in admin.text("table.echecs")
        admin.submit(lambda form: form["action"].endswith("/renvoyer"))
        assert admin.status == 200 and house.deliver().startswith("Envoyés : 1,")
        admin.get("/admin/envois")
        assert not admin.all("table.echecs") and CODE in readable(admin.all("table.registre")[0])
        address = house.site.tool("deliver", "--adresse").stdout.strip()
        assert admin.one("#adresse-envoi")["value"] == address and f"{house.site.url}/compte-client/envoi/" in address


@pytest.mark.parametrize("behaviour", [stall, drop_in_message])
def test_a_server_that_stalls_or_hangs_up_stops_nothing_but_itself(house, julie, behaviour):
    """A lease of 10 s gives one message 5; the others are not even tried."""
    with bad_mail_server(behaviour) as port:
        house.smtp(port)
        publish(julie, CODE, "Un.")
        publish(julie, "CH-2026-001", "Deux.")
        assert house.deliver().startswith("Envoyés : 0, remis : 1")
    tried, untried = house.rows()
    assert (tried["attempts"], untried["attempts"]) == (1, 0)
    assert "ne répond pas" in tried["reason"] and tried["lease_until"] is None and untried["lease_until"] is None


def test_mail_goes_out_by_a_real_sendmail(house, julie, scratch):
    """msmtp of Debian, as a sendmail."""
    home = scratch / "sendmail"
    home.mkdir()
    os.symlink("/usr/bin/msmtp", home / "sendmail")
    with plain_mail_server() as box:
        settings = home / "msmtprc"
        settings.write_text(f"account default\nhost 127.0.0.1\nport {box.port}\nauth off\ntls off\n")
        program = home / "envoyer"
        program.write_text(f'#!/bin/sh\nexec {home}/sendmail -C {settings} "$@"\n')
        program.chmod(0o755)
        home.chmod(0o755)
        house.configure(MAIL="sendmail", SENDMAIL=program)
        publish(julie, CODE, "Texte.\n\n.\n\nFin.")
        assert house.deliver().startswith("Envoyés : 1,"), house.only()["reason"]
        (received,) = box.received
        assert received.sender == "suivi@clo.example" and "Fin." in part(received.message, "text/plain")
        box.answers = {"RCPT": ["550 5.1.1 Inconnu"]}
        publish(julie, CODE, "Texte.")
        house.deliver()
        assert house.rows()[-1]["state"] in ("failed", "waiting") and "Inconnu" in house.rows()[-1]["reason"]


# Preferences and words


def test_a_signed_link_opens_a_page_and_only_a_button_acts(house, julie):
    with plain_mail_server() as box:
        house.smtp(box.port)
        publish(julie, CODE, "Texte.")
        house.deliver()
        address = link_in(box.received[0].message, "/preferences/")
        assert box.received[0].message["List-Unsubscribe"].strip() == f"<{address}>"
        scanner = house.site.visitor()
        assert scanner.get(address).status_code == 200 and "m•••@example.fr" in scanner.text()
        assert not house.rows("SELECT * FROM notice_preference"), "a link that is followed changes nothing"
        scanner.submit("section form", button="Ne plus rien recevoir")
        assert "vous ne recevrez plus" in scanner.text()
        publish(julie, CODE, "Texte.")
        assert house.deliver().startswith("Envoyés : 0,")
        julie.open_sheet(JULIE, CODE)
        assert "a demandé à ne recevoir ni courriel ni SMS" in julie.text("form.form-publication")
        scanner.get(address)
        scanner.submit("section form", courriel="1", rythme="resume", heure="7")
        assert house.rows("SELECT by_email, daily_hour FROM notice_preference") == [{"by_email": 1, "daily_hour": 7}]

        one_click = house.site.visitor()
        one_click.post(address, {"List-Unsubscribe": "One-Click"}, headers={"Origin": None})
        assert one_click.status == 200
        assert house.rows("SELECT by_email FROM notice_preference") == [{"by_email": 0}]
    forged = re.sub(r"preferences/(\d+)", lambda match: f"preferences/{int(match[1]) + 1}", address)
    assert house.site.visitor().get(forged).status_code == 404


def test_an_administrator_changes_the_words_after_seeing_an_example(house, julie):
    admin = house.site.visitor(ADMIN)
    page = "/admin/envois/modeles/publication"
    admin.get(page)
    admin.submit("form.form-modele", button="Aperçu", objet="Ça avance\u00a0: {chantier}", texte="{auteur} écrit.")
    assert "Ça avance : Rénovation de la longère" in admin.text(".exemple") and "Julie Moreau écrit." in admin.text(".exemple")
    assert not house.rows("SELECT * FROM message_template")
    admin.submit("form.form-modele", button="Enregistrer", objet="{motdepasse}")
    assert admin.status == 422 and "{motdepasse}" in admin.text()
    admin.submit("form.form-modele", button="Enregistrer", objet="Ça avance\u00a0: {chantier}")
    assert admin.status == 200 and "enregistré" in admin.text()
    with plain_mail_server() as box:
        house.smtp(box.port)
        publish(julie, CODE, "Texte.")
        house.deliver()
        assert box.besides_sign_in[0].message["Subject"].startswith("Ça avance\u00a0: Réfection")
        admin.submit("form.form-modele", button="Revenir au texte d’origine")
        assert not house.rows("SELECT * FROM message_template")
    assert julie.get(page).status_code == 403
    assert house.site.visitor(MARTIN).get(page).status_code == 403


def test_a_new_password_is_told_even_to_who_wants_nothing(house):
    house.prefer("sophie.bernard", email=False)
    with plain_mail_server() as box:
        house.smtp(box.port)
        sophie = house.site.visitor(SOPHIE)
        # The published password of the demonstration could not be chosen again: it is put back as it was.
        with house.site.database() as cursor:
            cursor.execute("SELECT password_hash FROM account WHERE identifier = 'sophie.bernard'")
            published = cursor.fetchone()["password_hash"]
        passwords = [SOPHIE.password, "une phrase assez longue", "une autre phrase, plus longue"]
        for old, new in zip(passwords, passwords[1:]):
            sophie.get("/compte-client/mot-de-passe")
            sophie.submit("form:has([name=nouveau_mot_de_passe])", mot_de_passe=old, nouveau_mot_de_passe=new)
            assert sophie.status == 200, sophie.text()
        with house.site.database() as cursor:
            cursor.execute("UPDATE account SET password_hash = %s WHERE identifier = 'sophie.bernard'", (published,))
        house.deliver()
    first, second = (each.message for each in box.besides_sign_in)
    assert first["Subject"] == second["Subject"]
    message = first
    assert message["Subject"] == "Votre mot de passe CLO a été changé" and message["List-Unsubscribe"] is None


# Who starts it


def test_the_site_sends_by_itself_after_an_answer_and_by_a_secret_address(house, julie):
    with plain_mail_server() as box:
        house.smtp(box.port, DELIVER="page")
        publish(julie, CODE, "Texte.")
        wait_until(lambda: box.received, "the responder has had it sent")
        house.smtp(box.port, DELIVER="cron")
        publish(julie, CODE, "Texte.")
        address = house.deliver("--adresse")
        assert address.startswith(house.site.url)
        assert house.site.visitor().get(address[:-1]).status_code == 404
        assert len(box.received) == 1
        assert house.site.visitor().get(address).status_code == 204
        wait_until(lambda: len(box.received) == 2, "the secret address has had it sent")


def test_no_answer_waits_for_what_is_done_after_it(house, julie):
    """Plain CGI: the web server is let go before the process asks who sends, which may take its time."""
    with plain_mail_server() as box:
        house.smtp(box.port, DELIVER="page")
        with house.site.database() as cursor:
            cursor.execute("SELECT owner FROM duty WHERE name = 'deliver' FOR UPDATE")
            start = time.monotonic()
            publish(julie, CODE, "Texte.")
            # Who asks gives up after 5 s, and Apache ends a process that is still there after 3.
            assert time.monotonic() - start < 4.5
        wait_until(lambda: box.received, "it was not ended with its request, and has had the message sent")


def test_one_at_a_time_sends_and_pages_go_first(house, julie):
    with bad_mail_server(stall) as port:
        house.smtp(port, DELIVER="page")
        publish(julie, CODE, "Un.")
        wait_until(lambda: house.rows("SELECT id FROM outgoing_message WHERE lease_until IS NOT NULL"), "one sends")
        (process,) = house.deliverers()
        publish(julie, CODE, "Deux.")
        publish(julie, "CH-2026-001", "Trois.")
        wait_until(lambda: not house.site.worker_pids(), "nobody is about to start another")
        assert house.deliverers() == [process]
        assert os.getpriority(os.PRIO_PROCESS, process) == 10
        session = Path(f"/proc/{process}/autogroup")
        assert not session.exists() or session.read_text().endswith("nice 10\n")
        assert house.rows("SELECT owner FROM duty WHERE name = 'deliver' AND held_until > UTC_TIMESTAMP(3)")
    wait_until(lambda: not house.deliverers(), "it ends, since its server went away")
    assert not house.rows("SELECT owner FROM duty WHERE name = 'deliver' AND held_until > UTC_TIMESTAMP(3)")


def test_many_messages_go_out_once_each_with_two_deliverers_and_one_killed(house):
    """A hundred clients with a hundred sheets each: ten thousand messages."""
    count = 10_000
    with house.site.administrator() as cursor:
        cursor.execute("SELECT id FROM publication ORDER BY id LIMIT 1")
        cursor.execute(
            "INSERT INTO account (kind, identifier, last_name, first_name, email, created_at) "
            "SELECT 'client', CONCAT('foule.', seq), 'Foule', seq, CONCAT('foule', seq, '@example.fr'), UTC_TIMESTAMP(3) "
            "FROM seq_1_to_100")
        cursor.execute(
            "INSERT INTO worksite (code, title, client_id, created_at) "
            "SELECT CONCAT('FOULE-', a.id, '-', seq), 'Foule', a.id, UTC_TIMESTAMP(3) "
            "FROM account a JOIN seq_1_to_100 WHERE a.last_name = 'Foule'")
        cursor.execute(
            "INSERT INTO sheet (worksite_id, revision, last_number, publication_count, created_at) "
            "SELECT id, 1, 1, 1, UTC_TIMESTAMP(3) FROM worksite WHERE title = 'Foule'")
        cursor.execute(
            "INSERT INTO publication (sheet_id, number, author_id, dated_at, body, revision, created_revision, created_at) "
            "SELECT f.id, 1, (SELECT id FROM account WHERE identifier = 'julie.moreau'), UTC_TIMESTAMP(3), '<p>Texte.</p>', "
            "1, 1, UTC_TIMESTAMP(3) FROM sheet f JOIN worksite w ON w.id = f.worksite_id WHERE w.title = 'Foule'")
        cursor.execute(
            "INSERT INTO notice (account_id, sheet_id, channel, publication_number, revision, is_daily, due_at) "
            "SELECT w.client_id, f.id, 'email', 1, 1, 0, UTC_TIMESTAMP(3) "
            "FROM sheet f JOIN worksite w ON w.id = f.worksite_id WHERE w.title = 'Foule'")
        assert cursor.rowcount == count
    folder = Path(house.site.configuration["CLO_DATA"]) / "foule"
    house.configure(MAIL="dossier", MAIL_FOLDER=folder)
    # A deliverer dies here, not the database: its disk need not be waited for ten thousand times.
    with house.site.administrator() as cursor:
        cursor.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2")
    command = [house.site.data / "site" / "bin" / "clo", "deliver", "--en-parallele", "--bail", "10"]
    environment = os.environ | {"CLO_CONF": str(house.site.data / "clo.conf")}
    deliverers = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    sent = "SELECT COUNT(*) AS n FROM outgoing_message WHERE state = 'sent'"
    wait_until(lambda: house.rows(sent)[0]["n"] > 1_000, "a thousand are sent")
    deliverers[0].kill()
    deliverers[0].wait()
    try:
        said, errors = deliverers[1].communicate(timeout=300)
    finally:
        deliverers[1].kill()
    assert deliverers[1].returncode == 0, errors
    # What the dead one held is free again after its lease.
    wait_until(lambda: "Envoyés : 0," in house.deliver("--attendre", "1") and
               not house.rows("SELECT id FROM outgoing_message WHERE state = 'waiting'"), "nothing waits", 40)
    states = house.rows("SELECT state, COUNT(*) AS n FROM outgoing_message GROUP BY state")
    assert states == [{"state": "sent", "n": count}]
    assert len(list(folder.glob("*.eml"))) == count, "one file for each Message-ID"
    assert not house.rows("SELECT id FROM notice WHERE message_id IS NULL")
    assert house.rows("SELECT COUNT(DISTINCT message_id) AS n FROM notice")[0]["n"] == count


def test_the_old_address_is_told_that_there_is_a_new_one(house, martin):
    """ASVS 2.2.3: whoever takes over an account cannot do it unnoticed"""
    with plain_mail_server() as box:
        house.smtp(box.port)
        try:
            martin.get("/compte-client/informations")
            martin.submit("form.details", courriel="nouvelle@example.fr")
            assert martin.status == 200
            house.deliver()
        finally:
            with house.site.database() as cursor:
                cursor.execute(
                    "UPDATE account SET email = 'martin.dupont@example.fr' WHERE identifier = 'martin.dupont'")
                cursor.execute("DELETE FROM detail_change")
    (received,) = box.besides_sign_in
    assert received.recipients == ["martin.dupont@example.fr"]
    text = part(received.message, "text/plain")
    assert "courriel" in text and "nouvelle@example.fr" not in text


def test_what_has_served_its_time_goes_with_a_delivery_where_nobody_purges(house):
    """Not every host has a cron that runs commands; once a day is enough."""

    def left_by(work) -> int:
        """Of one session that is over, after that."""
        house.site.visitor(MARTIN)
        with house.site.database() as database:
            database.execute("UPDATE session SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 DAY")
        work()
        return len(house.rows("SELECT 1 FROM session"))

    def purge():
        assert house.site.tool("purge").returncode == 0

    def a_day_passes():
        with house.site.database() as database:
            database.execute("UPDATE duty SET held_until = held_until - INTERVAL 31 HOUR WHERE name = 'purge'")

    house.configure(MAIL="dossier")
    assert left_by(purge) == 0
    assert left_by(house.deliver) == 1, "it has just been done"
    a_day_passes()
    assert left_by(house.deliver) == 0
    assert left_by(house.deliver) == 1, "and is not done each time"
    assert left_by(purge) == 0, "a command is for now, whoever did it last"
    a_day_passes()
    purge()
    assert left_by(house.deliver) == 1, "and puts the next one off"
