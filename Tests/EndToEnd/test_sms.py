"""Notices by SMS: Kannel of Debian, and the commercial gateways by their published interfaces (S16)."""

import json
from datetime import datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest

from support import gateways
from support.demonstration import ADMIN, JULIE
from support.mail import plain_mail_server
from test_sheet import publish

CODE = "CH-2026-002"
MOBILE = "+33639982164"


@pytest.fixture(scope="module")
def julie(house):
    return house.site.visitor(JULIE)


@pytest.fixture(autouse=True)
def by_sms(house):
    house.empty()
    house.prefer("martin.dupont", email=False, sms=True)


def test_the_operator_receives_accents_by_kannel(house, julie, scratch):
    with gateways.kannel(scratch / "kannel") as (url, received):
        house.configure(SMS="kannel", SMS_URL=url, SMS_KEY="clo", SMS_SECRET="secret", SMS_SENDER="CLO")
        with house.site.database() as cursor:
            cursor.execute(
                "REPLACE INTO message_template (name, subject, body, sms, changed_at) VALUES ('publication', 'x', 'x', "
                "'Déjà prêt à être posé, ça coûte 20 € : {numero} {lien}', UTC_TIMESTAMP(3))")
        try:
            number = publish(julie, CODE, "Texte.")
            assert house.deliver().startswith("Envoyés : 1,"), house.only()["reason"]
            gateways.wait_until(lambda: "pos" in received(), "the operator has received it")
        finally:
            with house.site.database() as cursor:
                cursor.execute("DELETE FROM message_template")
        assert MOBILE in received() and "/v/" + CODE in received()
        assert f"20 € : {number} " in received() or f"{number} http" in received()
        message = house.only()
        assert (message["segments"], message["cost"], message["destination"]) == (1, 60_000, MOBILE)
        assert message["gateway_reference"].startswith("0: Accepted")
        house.configure(SMS="kannel", SMS_URL=url, SMS_KEY="clo", SMS_SECRET="faux", SMS_SENDER="CLO")
        publish(julie, CODE, "Texte.")
        assert house.deliver().startswith("Envoyés : 0, remis : 1")


def send(house, julie, answer, **keys):
    """Publishes, delivers by a gateway, and returns what the gateway was asked last, and the message."""
    with gateways.Gateway(answer) as gateway:
        base = gateway.url + keys.pop("path", "")
        if "base" in keys:
            keys.pop("base").append(base.removesuffix("/1.0"))
        house.configure(SMS_URL=base, **keys)
        publish(julie, CODE, "Texte.")
        house.deliver()
        return gateway.requests[-1], house.rows()[-1]


def ovh(house, julie, **options):
    url: list[str] = []
    keys = {f"SMS_{key.upper()}": value for key, value in (gateways.OVH | options.pop("keys", {})).items()}
    return send(house, julie, gateways.ovhcloud(url, **options), SMS="ovh", SMS_SENDER="CLO", path="/1.0", base=url, **keys)


def test_ovhcloud_is_asked_with_a_signature_on_its_own_clock(house, julie):
    (method, path, headers, body), message = ovh(house, julie)
    assert (method, path) == ("POST", "/1.0/sms/sms-ab1-1/jobs")
    job = json.loads(body)
    assert job["receivers"] == [MOBILE] and job["noStopClause"] is True and job["coding"] == "7bit"
    assert job["sender"] == "CLO" and "{" not in job["message"] and f"/v/{CODE}" in job["message"]
    assert (message["state"], message["gateway_reference"], message["segments"]) == ("sent", "4711", 1)


def test_a_number_that_ovhcloud_does_not_take_is_a_failure_though_it_answers_200(house, julie):
    _, message = ovh(house, julie, invalid=True)
    assert message["state"] == "failed" and MOBILE in message["reason"]


def test_a_wrong_secret_is_a_failure_that_says_so(house, julie):
    _, message = ovh(house, julie, keys={"secret": "faux"})
    assert message["state"] == "failed" and "Invalid signature" in message["reason"]


def test_twilio_is_asked_with_a_form(house, julie):
    (_, _, _, body), message = send(
        house, julie, gateways.twilio, SMS="twilio", SMS_KEY="ACcompte", SMS_SECRET="jeton", SMS_SENDER="CLO")
    form = dict(parse_qsl(body.decode()))
    assert (form["To"], form["From"]) == (MOBILE, "CLO") and f"/v/{CODE}" in form["Body"]
    assert (message["state"], message["gateway_reference"]) == ("sent", "SM1")
    _, message = send(
        house, julie, gateways.twilio, SMS="twilio", SMS_KEY="ACcompte", SMS_SECRET="faux", SMS_SENDER="CLO")
    assert message["state"] == "waiting" and "nos accès" in message["reason"]


def test_brevo_and_smsmode_are_asked_with_json_and_a_key(house, julie):
    (_, _, _, body), message = send(house, julie, gateways.brevo, SMS="brevo", SMS_KEY="cle", SMS_SENDER="CLO")
    assert json.loads(body)["recipient"] == MOBILE.lstrip("+") and json.loads(body)["type"] == "transactional"
    assert (message["state"], message["gateway_reference"]) == ("sent", "1511882900176220")
    (_, _, _, body), message = send(house, julie, gateways.smsmode, SMS="smsmode", SMS_KEY="cle", SMS_SENDER="CLO")
    assert json.loads(body)["recipient"] == {"to": MOBILE.lstrip("+")}
    assert (message["state"], message["gateway_reference"], message["segments"]) == ("sent", "b81a", 1)


def test_when_the_budget_is_used_up_the_message_goes_by_email(house, julie):
    with plain_mail_server() as box:
        settings = dict(SMS="dossier", SMS_PRICE="0,06", SMS_BUDGET="0,10")
        house.smtp(box.port, **settings)
        for _ in range(2):
            publish(julie, CODE, "Texte.")
            house.deliver()
        first, second = house.rows()
        assert (first["channel"], first["state"], first["cost"]) == ("sms", "sent", 60_000)
        assert (second["channel"], second["state"]) == ("email", "sent") and "budget" in second["reason"]
        assert [each.recipients for each in box.received] == [["martin.dupont@example.fr"]]
        admin = house.site.visitor(ADMIN)
        admin.get("/admin/envois")
        assert "SMS : 0,06 € sur 0,10 € de budget." in admin.text()


def test_an_sms_at_night_is_kept_for_the_morning(house, julie):
    house.configure(SMS="dossier", SMS_QUIET="aucune")
    publish(julie, CODE, "Texte.")
    hour = datetime.now(ZoneInfo("Europe/Paris")).hour
    house.configure(SMS="dossier", SMS_QUIET=f"{hour}-{(hour + 2) % 24}")
    assert house.deliver().startswith("Envoyés : 0,")
    message = house.only()
    assert (message["state"], message["attempts"]) == ("waiting", 0)
    assert message["next_attempt_at"] > message["queued_at"]


def test_the_form_shows_how_many_messages_an_sms_takes(house, julie):
    house.configure(SMS="dossier")
    julie.open_sheet(JULIE, CODE)
    assert "par SMS (1 message)" in julie.text("form.form-publication fieldset.champ-prevenir")
