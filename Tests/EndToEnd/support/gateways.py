"""Gateways that take text messages: local ones that check what the published interfaces ask for, and Kannel."""

import contextlib
import hashlib
import http.server
import json
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import parse_qsl

from .site import free_port, wait_until


class Gateway:
    """An HTTP server; `answer(method, path, headers, body)` returns status and a value for JSON."""

    def __init__(self, answer):
        self.requests = []
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                gateway.requests.append((self.command, self.path, dict(self.headers), body))
                status, value = answer(self.command, self.path, self.headers, body)
                content = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = handle_any

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.server.shutdown()
        self.server.server_close()


OVH = {"key": "application", "secret": "secret d'application", "consumer": "consommateur", "service": "sms-ab1-1"}
OVH_OFFSET = 5_000


def ovhcloud(gateway_url: list[str], invalid: bool = False):
    """Checks the signature of docs.ovhcloud.com: SHA-1 of secret+consumer+method+URL+body+timestamp."""

    def answer(method, path, headers, body):
        if path == "/1.0/auth/time":
            return 200, int(time.time()) + OVH_OFFSET
        stamp = headers["X-Ovh-Timestamp"]
        signed = "+".join([OVH["secret"], OVH["consumer"], method, gateway_url[0] + path, body.decode(), stamp])
        if headers["X-Ovh-Signature"] != "$1$" + hashlib.sha1(signed.encode()).hexdigest():
            return 400, {"message": "Invalid signature"}
        if abs(int(stamp) - time.time() - OVH_OFFSET) > 30:
            return 400, {"message": "Query out of time"}
        if (headers["X-Ovh-Application"], headers["X-Ovh-Consumer"]) != (OVH["key"], OVH["consumer"]):
            return 403, {"message": "This credential does not exist"}
        receivers = json.loads(body)["receivers"]
        if invalid:
            return 200, {"ids": [], "invalidReceivers": receivers, "validReceivers": [], "totalCreditsRemoved": 0}
        return 200, {"ids": [4711], "invalidReceivers": [], "validReceivers": receivers, "totalCreditsRemoved": 1}

    return answer


def twilio(method, path, headers, body):
    form = dict(parse_qsl(body.decode(), strict_parsing=True))
    if headers["Authorization"] != "Basic QUNjb21wdGU6amV0b24=":  # ACcompte:jeton
        return 401, {"code": 20003, "message": "Authenticate", "status": 401}
    if path != "/2010-04-01/Accounts/ACcompte/Messages.json" or set(form) != {"To", "From", "Body"}:
        return 400, {"code": 21604, "message": "A 'To' phone number is required.", "status": 400}
    return 201, {"sid": "SM1", "num_segments": "1", "error_code": None, "status": "queued", "price": None}


def brevo(method, path, headers, body):
    message = json.loads(body)
    if headers["api-key"] != "cle":
        return 401, {"code": "unauthorized", "message": "Key not found"}
    if path != "/v3/transactionalSMS/send" or not {"sender", "recipient", "content"} <= set(message):
        return 400, {"code": "missing_parameter", "message": "recipient is missing"}
    return 201, {"messageId": 1511882900176220}


def smsmode(method, path, headers, body):
    message = json.loads(body)
    if headers["X-Api-Key"] != "cle":
        return 401, {"code": "401", "detail": "Unauthorized"}
    if path != "/sms/v1/messages" or not {"to"} <= set(message["recipient"]):
        return 400, {"detail": "recipient.to"}
    return 201, {"messageId": "b81a", "body": {"text": message["body"]["text"], "encoding": "GSM7", "messagePartCount": 1}}


@contextlib.contextmanager
def kannel(folder: Path):
    """Debian's Kannel: bearerbox, smsbox, and fakesmsc in the place of an operator. Yields its URL and what the
    operator's side has received so far."""
    folder.mkdir(mode=0o755)
    admin, box, sendsms, centre = (free_port() for _ in range(4))
    (folder / "kannel.conf").write_text(f"""
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = secret
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
box-deny-ip = "*.*.*.*"
log-file = "{folder}/bearerbox.log"
log-level = 0

group = smsc
smsc = fake
smsc-id = operateur
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
global-sender = CLO
log-file = "{folder}/smsbox.log"
log-level = 0

group = sendsms-user
username = clo
password = secret
max-messages = 5
concatenation = true

group = sms-service
keyword = default
text = "Merci"
""")
    running = []

    def start(*command, output="/dev/null"):
        with open(output, "wb") as stream:
            running.append(subprocess.Popen([*map(str, command)], stdout=stream, stderr=stream, cwd=folder))

    received = folder / "fakesmsc.log"
    try:
        start("/usr/sbin/bearerbox", "-v", 4, folder / "kannel.conf")
        wait_until(lambda: is_open(box) and is_open(centre), "Kannel's bearerbox listens")
        start("/usr/sbin/smsbox", "-v", 4, folder / "kannel.conf")
        # It sends one message of its own at the start, and then prints what it is given.
        start("/usr/lib/kannel/test/fakesmsc", "-H", "127.0.0.1", "-r", centre, "-i", 1, "-m", 1, "1 2 text bonjour",
              output=received)
        wait_until(lambda: is_open(sendsms), "Kannel's smsbox listens")
        yield f"http://127.0.0.1:{sendsms}", lambda: received.read_text(errors="replace")
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait(20)


def is_open(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
