"""Mail servers that the product meets: well-behaved ones with TLS and passwords, and others that are not."""

import contextlib
import email
import email.policy
import socket
import ssl
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from .site import free_port

USER = "clo"
PASSWORD = "mot de passe du courrier"


@dataclass
class Received:
    sender: str
    recipients: list[str]
    content: bytes
    was_encrypted: bool

    @property
    def message(self) -> email.message.EmailMessage:
        """As a parser that is not ours reads it, with every defect an error."""
        return email.message_from_bytes(self.content, policy=email.policy.default.clone(raise_on_defect=True))

    @property
    def plain(self) -> str:
        return self.message.get_body(("plain",)).get_content()


@dataclass
class Box:
    """What a server took, and what it says instead of taking it."""

    port: int
    received: list[Received] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def besides_sign_in(self) -> list[Received]:
        """What came, without the letters about a browser that signed in for the first time."""
        return [each for each in self.received if "nouvel appareil" not in str(each.message["Subject"])]

    def _said(self, command: str, otherwise: str) -> str:
        queue = self.answers.get(command)
        return queue.pop(0) if queue else otherwise

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self._said("RCPT", "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self._said("DATA", "250 OK")
        if answer.startswith("250"):
            # By STARTTLS, or from the first byte.
            encrypted = session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None
            self.received.append(Received(envelope.mail_from, envelope.rcpt_tos, envelope.original_content, encrypted))
        return answer


@dataclass(frozen=True)
class Certificates:
    authority: Path
    context: ssl.SSLContext


def make_certificates(folder: Path) -> Certificates:
    """A certificate for 127.0.0.1, signed by an authority that nobody knows."""
    folder.mkdir(mode=0o755)
    authority, key, certificate = folder / "authority.pem", folder / "key.pem", folder / "certificate.pem"

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl("req", "-x509", *new, "-subj", "/CN=Autorite", "-keyout", folder / "authority-key.pem", "-out", authority)
    openssl(
        "req", "-x509", *new, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
        "-addext", "basicConstraints=critical,CA:FALSE", "-CA", authority, "-CAkey", folder / "authority-key.pem",
        "-keyout", key, "-out", certificate,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return Certificates(authority, context)


@contextlib.contextmanager
def mail_server(certificates: Certificates, security: str = "starttls"):
    """An SMTP server that asks for TLS and a password; yields its box."""

    def authenticate(server, session, envelope, mechanism, data):
        # Not « handled »: the server itself says 535.
        return AuthResult(handled=False, success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))

    box = Box(free_port())
    options = {"hostname": "127.0.0.1", "port": box.port, "authenticator": authenticate, "auth_required": True}
    if security == "tls":
        controller = Controller(box, ssl_context=certificates.context, auth_require_tls=False, **options)
    else:
        controller = Controller(box, tls_context=certificates.context, require_starttls=True, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextlib.contextmanager
def plain_mail_server():
    """One on this very machine, without TLS."""
    box = Box(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@contextlib.contextmanager
def bad_mail_server(behaviour):
    """One whose every connection is handled by `behaviour(connection)`; yields its port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        connections = []

        def serve():
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:  # the test is over
                    return
                connections.append(connection)
                threading.Thread(target=run, args=(connection,), daemon=True).start()

        def run(connection):
            with contextlib.suppress(OSError):  # the other side gave up, as it should
                behaviour(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        for connection in connections:
            with contextlib.suppress(OSError):  # it is closed already
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        thread.join(5)


def stall(connection):
    """Takes the connection, and says nothing."""
    connection.recv(1)


def drop_in_message(connection):
    """Takes everything up to the middle of the message, and hangs up."""
    connection.sendall(b"220 bonjour\r\n")
    stream = connection.makefile("rb")
    for line in stream:
        command = line[:4].upper()
        if command == b"DATA":
            connection.sendall(b"354 allez\r\n")
            stream.readline()
            connection.shutdown(socket.SHUT_RDWR)
            return
        connection.sendall(b"250 OK\r\n")
