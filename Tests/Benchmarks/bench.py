"""Measures the responder against PHP and a C « hello », on servers that script/bench has started.

Everything is compared in short rounds taken by turns, and what counts is the median of the rounds' ratios: whatever
else the machine is doing meanwhile, it does to both. An answer is counted only after it has been looked into.
"""

import argparse
import difflib
import hashlib
import hmac
import html
import http.client
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import SHUT_RDWR, create_server
from statistics import median
from urllib.parse import urlencode

import data

ROUNDS = 5
SECONDS = 2
CGI_RUNS = 150
PUBLISHING_TURNS = 20
PUBLISHING_RUNS = 5
MEGABYTE = 1e6


class Failure(Exception):
    """What was measured is not what was meant to be."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# What is asked


def page(code: str, everything: bool = False) -> str:
    return f"/compte-client/fiches/{code}" + ("?tout=1" if everything else "")


def form_token(session: bytes = data.SESSION_TOKEN) -> str:
    """As the responder derives it from the session's secret, masked (SecretToken.formToken)."""
    code = hmac.new(session, b"form\0", hashlib.sha256).digest()
    mask = secrets.token_bytes(len(code))
    masked = mask + bytes(one ^ other for one, other in zip(code, mask))
    return urlsafe_b64encode(masked).decode().rstrip("=")


class Bench:
    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.folder = Path(options.folder)
        self.ports = {"ours": options.ours, "php": options.php, "hello": options.hello}
        self.marks = 0

    # Asking once

    def get(self, who: str, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[who], timeout=30)
        # One name for all: what is answered must not differ by the port.
        connection.request("GET", path, headers={"Cookie": self.cookie, "Host": "banc.invalid"})
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    @property
    def cookie(self) -> str:
        return f"clo_session={data.COOKIE}"

    def sql(self, statement: str) -> list[list[str]]:
        done = subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self.options.socket}", f"--user={self.options.user}", "--batch",
             "--skip-column-names", "clo"],
            input=statement, capture_output=True, text=True, check=True,
        )
        return [line.split("\t") for line in done.stdout.splitlines()]

    # Looking into the answers

    def check_page(self, who: str, code: str, publications: list[data.Publication], path: str) -> str:
        status, body = self.get(who, path)
        if status != 200:
            raise Failure(f"{who} answers {path} with status {status}")
        check_contents(who, code, publications, body)
        return body

    def check_pages(self) -> int:
        """- Returns: bytes of the measured page."""
        sheets = data.sheets()
        path = page(data.MEASURED, everything=True)
        bodies = {who: self.check_page(who, data.MEASURED, sheets[data.MEASURED], path) for who in ("ours", "php")}
        self.same = is_same(normalised(bodies["ours"]), normalised(bodies["php"]))
        for code in (data.SHORT, data.LONG):
            self.check_page("ours", code, sheets[code][-20:], page(code))
        status, body = self.get("hello", "/")
        if (status, body) != (200, "Bonjour\n"):
            raise Failure(f"the hello answers {status}")
        for who in ("ours", "php"):
            status, body = self.get(who, self.poll)
            if (status, body) != (204, ""):
                raise Failure(f"{who} answers {self.poll} with status {status}")
        return len(bodies["ours"].encode())

    @property
    def poll(self) -> str:
        """With nothing new: every publication and every comment was one revision."""
        revision = sum(1 + len(entry.comments) for entry in data.sheets()[data.MEASURED])
        return f"/compte-client/fiches/{data.MEASURED}/nouveautes?depuis={revision}"

    # Loads

    def load(self, who: str, path: str, seconds: float = SECONDS, *post: str) -> tuple[float, int]:
        """- Returns: answers a second, and how many there were."""
        done = subprocess.run(
            ["wrk", "-t1", f"-c{2 * self.options.workers}", f"-d{seconds}s", "-s", str(self.folder / "load.lua"),
             f"http://127.0.0.1:{self.ports[who]}{path}", "--", self.cookie, *post],
            capture_output=True, text=True, check=True,
        )
        found = dict(re.findall(r"(\w+)=(\d+)\b", done.stdout.splitlines()[-1]))
        count, refused, broken = (int(found[name]) for name in ("answers", "refused", "broken"))
        if refused or broken or not count:
            raise Failure(f"{who}, {path}: {count} answers, {refused} refused, {broken} broken")
        return count * 1e6 / int(found["microseconds"]), count

    def rounds(self, loads: dict[str, tuple[str, str]]) -> dict[str, list[float]]:
        """- Parameter loads: by a name, who is asked and for what. Each is warmed first."""
        for who, path in loads.values():
            self.load(who, path, 1)
        rates = {name: [] for name in loads}
        for _ in range(ROUNDS):
            for name, (who, path) in loads.items():
                rates[name].append(self.load(who, path)[0])
        return rates

    def comments(self) -> dict[str, list[float]]:
        """Posts to the publications of several sheets by turns, and counts afterwards."""
        paths = self.folder / "comment-paths"
        paths.write_text("".join(
            f"/compte-client/fiches/{code}/publications/{number}/commentaires\n"
            for number in range(1, data.COMMENTED_PUBLICATIONS + 1) for code in data.COMMENTED
        ))
        rates: dict[str, list[float]] = {"ours": [], "php": []}
        acknowledged = {"ours": 0, "php": 0}
        for turn in range(ROUNDS + 1):
            for who in rates:
                before = self.comment_count()
                self.marks += 1
                rate, count = self.load(
                    who, "/", 1 if turn == 0 else SECONDS, form_token(), f"banc{self.marks:08d}", str(paths))
                written = self.comment_count() - before
                # Besides, each connection may have had one under way at the end.
                if not count <= written <= count + 2 * self.options.workers:
                    raise Failure(f"{who} acknowledged {count} comments and wrote {written}")
                acknowledged[who] += count
                if turn > 0:
                    rates[who].append(rate)
        holes = self.sql(
            "SELECT s.id FROM sheet s JOIN sheet_event e ON e.sheet_id = s.id GROUP BY s.id, s.revision "
            "HAVING COUNT(*) <> s.revision OR MAX(e.revision) <> s.revision")
        if holes:
            raise Failure(f"the revisions of {len(holes)} sheets have holes")
        say(f"  comments acknowledged and found: {acknowledged['ours']} ours, {acknowledged['php']} PHP")
        return rates

    def comment_count(self) -> int:
        """Once all that was asked has been done: wrk goes away without waiting for its last answers."""
        count = None
        while count != (newer := int(self.sql("SELECT COUNT(*) FROM sheet_comment")[0][0])):
            count = newer
            time.sleep(0.3)
        return count

    # Publishing while mail goes out, or does not

    def publishing(self) -> dict[str, list[float]]:
        """Median milliseconds of each turn, from the start of a plain CGI process that publishes to the end of its answer: with nobody to be
        told, with a mail server that answers, and with one that takes connections and says nothing.

        By turns of a few publications each, in an order drawn anew. Each is measured at rest: with a server that answers
        once all has been sent and the process that sent it has ended, with one that stalls while such a process waits
        for it. Starting that process takes the same time with both, and is not what is asked here."""
        self.sql(f"UPDATE account SET email = 'martin.dupont@example.fr' WHERE id = {data.CLIENT}")
        times: dict[str, list[float]] = {"off": [], "up": [], "down": []}
        with mail_server(polite) as up, mail_server(silent) as down:
            ports = {"off": None, "up": up.port, "down": down.port}
            settings = {name: self.mail_settings(name, port) for name, port in ports.items()}
            for turn in range(PUBLISHING_TURNS + 1):
                # Whoever comes first finds the disk and the caches as the others do.
                for name in sorted(times, key=lambda _: secrets.randbits(32)):
                    measured = []
                    for number in range(PUBLISHING_RUNS):
                        measured.append(self.publish(settings[name], number))
                        if name == "down":
                            self.wait_for("the stalled mail server to be asked", lambda: down.connections)
                        else:
                            self.wait_for("everything to be sent", lambda: not (self.unsent() or self.delivering()))
                    if turn > 0:
                        times[name].append(median(measured))
                    down.hang_up()
                    self.wait_for("the last deliverer to end", lambda: not self.delivering())
                    # What the stalled server has not taken is not to be taken by the answering one.
                    self.sql("DELETE FROM outgoing_message; DELETE FROM notice")
        return times

    def unsent(self) -> bool:
        (count,), = self.sql(
            "SELECT (SELECT COUNT(*) FROM notice WHERE message_id IS NULL)"
            " + (SELECT COUNT(*) FROM outgoing_message WHERE state = 'waiting')")
        return count != "0"

    def delivering(self) -> bool:
        tool = str(Path(self.options.responder).with_name("clo"))
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(process / "exe") == tool:
                    return True
            except OSError:
                continue  # It has ended meanwhile, or is not ours to look into.
        return False

    def wait_for(self, what: str, condition) -> None:
        end = time.monotonic() + 20
        while not condition():
            if time.monotonic() > end:
                raise Failure(f"waited in vain for {what}")
            time.sleep(0.02)

    def mail_settings(self, name: str, port: int | None) -> Path:
        """The configuration with that mail server, or none."""
        lines = Path(self.options.configuration).read_text().splitlines()
        if port is not None:
            lines += [
                "CLO_URL = http://banc.invalid", "CLO_MAIL = smtp", "CLO_MAIL_FROM = a@banc.invalid",
                "CLO_SMTP_HOST = 127.0.0.1", f"CLO_SMTP_PORT = {port}", "CLO_SMTP_SECURITY = aucune",
                "CLO_NOTICE_GROUPING = 0",
            ]
        file = self.folder / f"clo-{name}.conf"
        file.write_text("\n".join(lines) + "\n")
        return file

    def publish(self, configuration: Path, turn: int) -> float:
        body = urlencode({
            "texte": f"Publication {turn}.", "date": "", "etape": "", "jeton": form_token(data.OFFICE_TOKEN),
            "envoi": secrets.token_urlsafe(18),
        }).encode()
        environment = {
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)),
            "REQUEST_URI": f"/admin/fiches/{data.COMMENTED[0]}/publications", "HTTP_HOST": "banc.invalid",
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_COOKIE": f"clo_session={data.OFFICE_COOKIE}",
            "REMOTE_ADDR": "127.0.0.1", "CLO_CONF": str(configuration),
        }
        start = time.perf_counter()
        process = subprocess.Popen(
            [self.options.responder], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdin.write(body)
        process.stdin.close()
        answer = process.stdout.read()
        milliseconds = (time.perf_counter() - start) * 1000
        process.wait()
        if not answer.startswith(b"Status: 303"):
            raise Failure(f"publishing answers {answer[:200]!r}")
        return milliseconds

    # Processes

    def memory(self) -> tuple[float, float]:
        """- Returns: the greatest resident memory of a responder, and its own share of it, in megabytes."""
        resident, share = [], []
        for process in Path("/proc").iterdir():
            if not process.name.isdigit():
                continue
            try:
                if os.readlink(process / "exe") != self.options.responder:
                    continue
                rollup = (process / "smaps_rollup").read_text()
            except OSError:
                continue  # It has ended meanwhile, or is not ours to look into.
            resident.append(kilobytes(rollup, "Rss"))
            share.append(kilobytes(rollup, "Pss"))
        if len(resident) != self.options.workers:
            raise Failure(f"{len(resident)} responders are running, not {self.options.workers}")
        return max(resident) * 1024 / MEGABYTE, max(share) * 1024 / MEGABYTE

    def cgi(self, lean: bool) -> tuple[float, float, float]:
        """- Parameter lean: PHP with only the extensions that the page needs, rather than as Debian sets it up.
        - Returns: median milliseconds of both, and the median of the runs' ratios."""
        common = {
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_METHOD": "GET",
            "REQUEST_URI": page(data.MEASURED, everything=True), "QUERY_STRING": "tout=1",
            "HTTP_HOST": "banc.invalid", "HTTP_COOKIE": self.cookie, "REMOTE_ADDR": "127.0.0.1",
            "REQUEST_SCHEME": "http", "SERVER_NAME": "banc.invalid", "SERVER_PORT": "80",
        }
        ours = common | {"CLO_CONF": self.options.configuration}
        php = common | {
            "SCRIPT_FILENAME": str(self.folder / "php/page.php"), "SCRIPT_NAME": "/page.php", "REDIRECT_STATUS": "200",
        } | {name: value for name, value in os.environ.items() if name.startswith("CLO_")}
        if lean:
            php |= {"PHPRC": str(self.folder / "cgi"), "PHP_INI_SCAN_DIR": ""}
        times, answers = self.by_turns((ours, self.options.responder), (php, "/usr/bin/php-cgi8.2"))
        publications = data.sheets()[data.MEASURED]
        for name, answer in zip(("ours", "php"), answers):
            check_contents(f"{name} (plain CGI)", data.MEASURED, publications, answer)
        return times

    def launcher(self) -> tuple[float, float, float]:
        """The sign-in page by plain CGI, started as a host without our libraries starts it, and directly.

        - Returns: median milliseconds of both, and the median of the runs' ratios."""
        environment = {
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_METHOD": "GET",
            "REQUEST_URI": "/compte-client/connexion", "QUERY_STRING": "", "HTTP_HOST": "banc.invalid",
            "REMOTE_ADDR": "127.0.0.1", "REQUEST_SCHEME": "http", "SERVER_NAME": "banc.invalid", "SERVER_PORT": "80",
            "CLO_CONF": self.options.configuration, "PATH": "/usr/bin:/bin",
        }
        times, answers = self.by_turns((environment, self.options.launcher), (environment, self.options.responder))
        for answer in answers:
            if "Status: 200" not in answer or 'name="mot_de_passe"' not in answer:
                raise Failure("the launcher did not answer with the sign-in page")
        return times

    def by_turns(self, *programs: tuple[dict[str, str], str]) -> tuple[tuple[float, float, float], list[str]]:
        """Two CGI programs with their environments.

        - Returns: median milliseconds of both, the median of the runs' ratios; and what both answered last."""
        arguments, files = [], []
        for number, (environment, program) in enumerate(programs):
            file = self.folder / f"cgi-{number}.environment"
            file.write_text("".join(f"{key}={value}\n" for key, value in environment.items()))
            files.append(self.folder / f"cgi-{number}.answer")
            arguments += [str(file), program, str(files[-1])]
        # php-cgi would take a php.ini from the folder in which it starts.
        done = subprocess.run(
            [str(self.folder / "cgi/cgi"), str(CGI_RUNS), *arguments], cwd="/", capture_output=True, text=True,
            check=False)
        if done.returncode != 0:
            raise Failure(f"plain CGI: {done.stderr.strip()}")
        times = [tuple(int(part) / 1e6 for part in line.split()) for line in done.stdout.splitlines()]
        medians = (
            median(one for one, _ in times), median(other for _, other in times),
            median(one / other for one, other in times),
        )
        return medians, [file.read_text() for file in files]


class MailServer:
    """Each connection is handled by `behaviour(connection)`, until it ends or is hung up on."""

    def __init__(self, listening, behaviour):
        self.listening, self.behaviour = listening, behaviour
        self.port = listening.getsockname()[1]
        self.connections = []

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:  # It is over.
                return
            self.connections.append(connection)
            threading.Thread(target=self.handle, args=(connection,), daemon=True).start()

    def handle(self, connection) -> None:
        with suppress(OSError), connection:  # Hung up on.
            self.behaviour(connection)

    def hang_up(self) -> None:
        while self.connections:
            with suppress(OSError):  # The other side was first.
                self.connections.pop().shutdown(SHUT_RDWR)


@contextmanager
def mail_server(behaviour):
    with create_server(("127.0.0.1", 0)) as listening:
        server = MailServer(listening, behaviour)
        threading.Thread(target=server.serve, daemon=True).start()
        yield server


def polite(connection) -> None:
    with connection.makefile("rb") as stream:
        connection.sendall(b"220 banc\r\n")
        in_message = False
        for line in stream:
            if in_message:
                in_message = line != b".\r\n"
                if in_message:
                    continue
            elif line.upper().startswith(b"DATA"):
                in_message = True
                connection.sendall(b"354 allez\r\n")
                continue
            connection.sendall(b"250 OK\r\n")


def silent(connection) -> None:
    while connection.recv(1024):
        pass


def kilobytes(rollup: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", rollup, re.MULTILINE)
    if found is None:
        raise Failure(f"no {name} among what the kernel says of a process")
    return int(found[1])


def check_contents(who: str, code: str, publications: list[data.Publication], body: str) -> None:
    """Every publication and every comment with its text, and none besides."""
    expected = [f"publication-{entry.number}" for entry in reversed(publications)]
    if re.findall(r'<article class="publication[^"]*" id="([^"]+)"', body) != expected:
        raise Failure(f"{who}: {code} does not show its {len(expected)} publications in order")
    expected = sorted(
        f"commentaire-{entry.number}-{comment.number}" for entry in publications for comment in entry.comments)
    if sorted(re.findall(r'<article class="commentaire[^"]*" id="([^"]+)"', body)) != expected:
        raise Failure(f"{who}: {code} does not show its {len(expected)} comments")
    parts = re.split(r'(?=<article class="publication)', body)[1:]
    for entry, part in zip(reversed(publications), parts):
        texts = [entry.body] + [f"<p>{html.escape(comment.body, quote=False)}</p>" for comment in entry.comments]
        if any(text not in part for text in texts):
            raise Failure(f"{who}: {code} does not show all texts of publication {entry.number}")


def normalised(body: str) -> str:
    """Without the random tokens and the marks of files, and with one spelling of the apostrophe."""
    body = re.sub(r'(/compte-client/clo/[a-z/.]+\?v=)[0-9a-z]+', r"\1", body)
    body = re.sub(r'(name="(?:jeton|envoi)" value=")[^"]*', r"\1", body)
    return body.replace("&#039;", "&#39;")


def is_same(ours: str, php: str) -> bool:
    if ours == php:
        return True
    difference = list(difflib.unified_diff(ours.splitlines(), php.splitlines(), "ours", "php", lineterm="", n=0))
    say("The two pages differ:\n" + "\n".join(line[:600] for line in difference[:20]))
    return False


# The table


def ratio(rates: dict[str, list[float]], one: str, other: str) -> float:
    return median(a / b for a, b in zip(rates[one], rates[other]))


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def row(figure: str, ours: str, other: str, value: str, aim: str = "", met: bool | None = None) -> None:
    print(f"| {figure} | {ours} | {other} | {value} | {aim} | {'' if met is None else 'yes' if met else '**no**'} |",
          flush=True)


def rate_row(figure: str, rates: dict[str, list[float]], one: str, other: str, aim: float | None = None) -> None:
    value = ratio(rates, one, other)
    row(figure, f"{number(median(rates[one]))} /s", f"{number(median(rates[other]))} /s", f"{value:.2f} ×",
        "" if aim is None else f"≥ {aim:g} ×", None if aim is None else value >= aim)


def cgi_row(figure: str, times: tuple[float, float, float], aim: float | None = None) -> None:
    ours, php, value = times
    row(figure, f"{ours:.1f} ms", f"{php:.1f} ms", f"{value:.2f} ×", "" if aim is None else f"< {aim:.2f} ×",
        None if aim is None else value < aim)


def measure(bench: Bench) -> None:
    size = bench.check_pages()
    say("Measuring the page of 50 publications × 4 comments")
    whole = page(data.MEASURED, everything=True)
    pages = bench.rounds({"ours": ("ours", whole), "php": ("php", whole), "hello": ("hello", "/")})
    say("Measuring polls with nothing new")
    polls = bench.rounds({name: (name, bench.poll) for name in ("ours", "php", "hello")})
    say("Measuring the newest 20 publications of sheets of 1,000 and of 20")
    windows = bench.rounds({"long": ("ours", page(data.LONG)), "short": ("ours", page(data.SHORT))})
    say("Measuring comments")
    comments = bench.comments()
    resident, share = bench.memory()
    say("Measuring plain CGI")
    cgi = bench.cgi(lean=False)
    lean_cgi = bench.cgi(lean=True)
    launched, direct, factor = bench.launcher()
    # Once more, after the load: nothing has been lost or added on the way.
    bench.check_pages()
    say("Measuring publications with nobody to be told, a mail server that answers, and one that stalls")
    publishing = bench.publishing()

    same = "the same bytes but for tokens" if bench.same else "NOT the same bytes"
    print(f"Page of 50 publications × 4 comments: {number(size / 1000)} kB, every publication and comment found in "
          f"both answers, {same}. {bench.options.workers} processes each, {2 * bench.options.workers} connections, "
          f"median of {ROUNDS} rounds by turns ({CGI_RUNS} for plain CGI).\n")
    print("| figure | ours | other | ratio | aim | met |")
    print("|---|---|---|---|---|---|")
    rate_row("page, against lean PHP", pages, "ours", "php", 3)
    rate_row("page, against a C « hello »", pages, "ours", "hello")
    rate_row("poll with nothing new, against lean PHP", polls, "ours", "php", 1.4)
    rate_row("poll with nothing new, against a C « hello »", polls, "ours", "hello", 0.4)
    rate_row("adding a comment, against PHP", comments, "ours", "php", 1)
    row("resident memory of a process, the greatest", f"{resident:.1f} MB", f"{share:.1f} MB of it its own share", "",
        "≤ 25 MB", resident <= 25)
    cgi_row("plain CGI, start to last byte, against php-cgi as Debian sets it up", cgi, 1 / 3)
    cgi_row("plain CGI, against php-cgi with only the extensions that the page needs", lean_cgi)
    row("plain CGI by the launcher and the libraries of the zip, the sign-in page, against the program itself",
        f"{launched:.1f} ms", f"{direct:.1f} ms", f"{factor:.2f} ×", "< 10 ms", launched < 10)
    for other, name in (("up", "while it answers"), ("off", "with nobody to be told")):
        stalled = ratio(publishing, "down", other)
        row(f"publishing by plain CGI while the mail server stalls, against {name}",
            f"{median(publishing['down']):.1f} ms", f"{median(publishing[other]):.1f} ms", f"{stalled:.2f} ×", "≤ 1.1 ×",
            stalled <= 1.1)
    cost = ratio(windows, "short", "long")
    row("newest 20 of 1,000, against those of 20", f"{number(median(windows['long']))} /s",
        f"{number(median(windows['short']))} /s", f"cost {cost:.2f} ×", "≤ 1.1 ×", cost <= 1.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("ours", "php", "hello", "workers"):
        parser.add_argument(f"--{name}", type=int, required=True)
    for name in ("folder", "socket", "user", "responder", "launcher", "configuration"):
        parser.add_argument(f"--{name}", required=True)
    try:
        measure(Bench(parser.parse_args()))
    except Failure as failure:
        sys.exit(f"script/bench: {failure}")


if __name__ == "__main__":
    main()
